package org.serai.learn;

/**
 * Up to which of the lessons that nodes share a model goes.
 *
 * @param log which line of lessons it is, made by chance as it began
 * @param number of the last lesson in it, from 1
 * @param id of that lesson: of two lines with the same beginning that part, as a cut network makes them, it tells which
 */
record Position(long log, long number, long id) {

    /** Of a model that has shared nothing. */
    static final Position NONE = new Position(0, 0, 0);

    /** Of a model that shall take the place of what all nodes know. */
    static final Position IMPORTED = new Position(-1, 0, 0);

    /** Of a model before the first lesson of a line. */
    static Position first(long log) {
        return new Position(log, 0, 0);
    }
}
