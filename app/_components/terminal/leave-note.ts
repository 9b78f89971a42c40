/** Id of the sentence that tells a keyboard user how to get out of the terminal. */
export const LEAVE_NOTE = "leave-terminal";
