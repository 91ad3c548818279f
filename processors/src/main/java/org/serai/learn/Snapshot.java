package org.serai.learn;

/**
 * A whole model in the table {@code models}, for nodes that come late.
 *
 * @param id names it; 0: there is none
 * @param number of the last lesson in it
 * @param chunks that it lies in
 * @param at when it was written, milliseconds since 1970
 */
record Snapshot(long id, long number, int chunks, long at) {

    static final Snapshot NONE = new Snapshot(0, 0, 0, 0);
}
