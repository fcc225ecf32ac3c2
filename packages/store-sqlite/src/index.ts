export { type DriverDatabase, openDriver } from './database.js';
export { openSqliteDocuments } from './documents/documents.js';
