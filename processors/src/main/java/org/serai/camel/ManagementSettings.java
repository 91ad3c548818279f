package org.serai.camel;

import org.serai.config.Option;

/** {@code management.*}: who may look into the running routes with tools of Camel's. */
record ManagementSettings(
        @Option(
                        value = "false",
                        doc =
                                "Routes and their steps are MBeans, which Hawtio, JConsole and others show with their counters.")
                boolean jmx,
        @Option(
                        value = "false",
                        doc =
                                "JBang's commands camel get, top and trace see this process, by files in ~/.camel; routes are counted then, as for management.jmx.")
                boolean cli) {

    /** Routes and steps are counted. */
    boolean counted() {
        return jmx || cli;
    }
}
