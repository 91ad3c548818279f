package org.serai.state;

/**
 * What is asked of a store.
 *
 * @param table its name; empty: list them
 * @param key of one entry, or how keys begin for {@code LIST}
 * @param value JSON, for {@code PUT}
 */
public record Request(Action action, String table, String key, String value) {

    /** What to do. */
    public enum Action {
        LIST,
        GET,
        PUT,
        REMOVE,
        IMPORT
    }
}
