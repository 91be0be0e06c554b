/** Units of storage in bytes, as PostgreSQL and the plans of hosts count them. */
export const MB_BYTES = 2 ** 20;
export const GB_BYTES = 2 ** 30;
