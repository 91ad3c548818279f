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
                boolean cli,
        @Option(
                        value = "false",
                        doc =
                                "Camel's developer consoles that change nothing and show no mail, at http.port under /q/dev, for who has the token of data.dir/admin.token, on this machine; routes are counted then, as for management.jmx.")
                boolean devConsole) {

    /** Routes and steps are counted. */
    boolean counted() {
        return jmx || cli || devConsole;
    }
}
