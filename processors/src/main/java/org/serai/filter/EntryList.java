package org.serai.filter;

/** What one list file is read into, before it is only looked up in. */
public interface EntryList {

    /**
     * Takes the text of one line.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    void add(String entry);

    /** All lines are in. */
    default void complete() {}
}
