// Owns the name under which a job's texts are due.
import type { JobId, TenantId } from '#core/id';

/** The sweep reads it back: words between spaces. */
export const dueKey = (tenant: TenantId, job: JobId): string => `text-due ${tenant} ${job}`;
