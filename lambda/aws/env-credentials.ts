// Owns where the bundle's clients take their credentials from: the environment, where Lambda puts them. The bundler puts it in place of AWS' chain
// of providers, whose other links (profiles, single sign-on, a role to assume) ask for what no function has.

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Named as in the package that it stands for. */
export const defaultProvider = () => (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
  if (!accessKeyId || !secretAccessKey) return Promise.reject(new Error('Cannot sign: the environment holds no AWS credentials'));
  return Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
};
