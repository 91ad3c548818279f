package org.serai.camel;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;

/** What a {@code from: serai:<name>} begins a route with. */
interface Source {

    /** Feeds {@code route}, once it is started. */
    Consumer consumer(Endpoint endpoint, Processor route);
}
