package org.serai.camel;

import org.serai.config.Option;

/** {@code management.*}: who may look into the running routes with tools of Camel's. */
record ManagementSettings(
        @Option(
                        value = "false",
                        doc =
                                "Routes and their steps are MBeans, which Hawtio, JConsole and others show with their counters.")
                boolean jmx) {}
