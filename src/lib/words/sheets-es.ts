// Owns the words of the sheets that a crew opens now and then, in Spanish.
import { plurals } from './plural.ts';
import type { SheetWords } from './sheets-en.ts';

const count = plurals('es');

export const sheetsEs: SheetWords = {
  photo: {
    before: 'Antes',
    after: 'Después',
    ticket: 'Recibo',
    other: 'Foto',
    add: 'Añadir foto',
    none: 'Aún no hay fotos.',
    pick: (kind) => `Foto: ${kind}`,
    by: (kind, name) => `${kind}, de ${name}`,
    elsewhere: (name) => `Todavía en el teléfono de ${name}`,
    away: 'En la oficina. Se ve cuando hay señal.',
    take: 'Tomar una foto',
    previous: 'Foto anterior',
    next: 'Foto siguiente',
    place: (n, all) => `${n} de ${all}`,
    another: (n) => `Foto guardada (${n}) – otra`,
    refused: {
      'not-a-photo': 'Este archivo no es una foto que este teléfono pueda leer. Elige un JPEG, PNG o WebP.',
      'too-large': 'Esta foto pasa de 10 MB. Elige un tamaño menor en la cámara y tómala otra vez.',
      'already-there': 'Esta misma foto ya está en el trabajo.',
      'not-kept': 'No se pudo guardar esta foto en el teléfono. Libera espacio y tómala otra vez.',
    },
  },
  attempt: {
    question: '¿Qué lo impidió?',
    missing: 'Elige qué lo impidió.',
    note: 'Nota (opcional)',
    report: 'Informar',
    effect: 'El trabajo vuelve a la oficina y la visita cuenta como intento.',
  },
  newJob: {
    customer: 'Cliente',
    phone: 'Teléfono',
    address: 'Dirección',
    day: 'Día',
    time: 'Hora',
    what: '¿Qué es?',
    notes: 'Notas (opcional)',
    make: 'Crear el trabajo',
    closed: 'Los clientes no pueden reservar este día y hora: está cerrado. Aun así puedes crear el trabajo.',
    wrong: {
      name: 'Escribe el nombre del cliente',
      phone: 'Escribe un teléfono con su prefijo',
      address: 'Escribe la dirección',
      date: 'Elige un día',
      slot: 'Elige una hora',
      service: 'Elige qué es',
      notes: 'La nota es demasiado larga',
    },
  },
  me: {
    toBoard: 'Al tablero',
    language: 'Idioma',
    offline: 'Sin señal',
    works: 'Funciona: los trabajos de hoy y mañana, empezar, terminar, no se pudo completar, notas, fotos, un trabajo nuevo, deshacer.',
    waits: 'Espera a la señal: lo que cambian la oficina y tus compañeros, el historial antiguo, abrir y cerrar sesión.',
    opens: 'Abre otra aplicación: cómo llegar, llamar, mensaje.',
    export: (n) => `Exportar ${count(n, 'cambio sin enviar', 'cambios sin enviar')} como archivo`,
    exportPhotos: (n) =>
      `El archivo no lleva imágenes: ${count(n, 'foto se queda', 'fotos se quedan')} en este teléfono hasta que se ${n === 1 ? 'envíe' : 'envíen'} desde aquí.`,
    signOut: 'Cerrar sesión',
    position: 'Compartir mi posición mientras un trabajo está en curso',
    positionHint: 'El cliente ve dónde estás desde Empezar hasta Terminar, con esta página abierta. Nada se guarda más de media hora.',
    positionRefused: 'Este teléfono no da su posición. Permítelo en los ajustes del navegador y actívalo otra vez.',
    storage: {
      kept: 'Este teléfono guarda tu día y lo que falta por enviar hasta que cierres la sesión.',
      mayClear: 'Si el teléfono se llena puede borrar lo guardado aquí. Instala la aplicación para tenerlo a salvo.',
      none: 'No se guarda nada en este teléfono.',
    },
    install: 'Instalar la aplicación',
    installIos: 'Para instalarla: toca Compartir y luego «Añadir a pantalla de inicio». Ábrela después desde ahí.',
  },
};
