/* Bits of a cell, as the server says them. */
export const HELD = 1, NOTED = 2, CHANGED = 4;
