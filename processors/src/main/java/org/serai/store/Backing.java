package org.serai.store;

import java.util.List;

/** Where tables lie: in this process and others like it, or on a server. */
interface Backing extends AutoCloseable {

    <V extends Record> Table<V> open(TableSpec<V> spec);

    /** Nodes by name, empty where this process is alone by its settings. */
    List<String> members();

    /** Why it does not answer, empty when it does. */
    String problem();

    /** Why nothing is written to this machine's disk though it answers, empty when that is done or not needed. */
    String disk();

    @Override
    void close();
}
