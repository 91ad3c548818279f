package org.serai.learn;

/** What somebody says of a message. */
public enum Label {
    SPAM,
    HAM,
    /** What it has taught shall be taken back. */
    FORGET
}
