package org.serai.camel;

import org.apache.camel.impl.DefaultCamelContext;
import org.serai.tracing.MailTraces;

/**
 * Who looks into the routes of a policy. Each costs something a step, so that it is off unless a property says so.
 *
 * @param jmx its routes and steps are MBeans, and counted
 * @param traceable {@code camel trace} may show each step of a mail
 */
record Insight(MailTraces traces, boolean jmx, boolean traceable) {

    static final Insight NONE = new Insight(MailTraces.OFF, false, false);

    /** Before its routes are added. */
    void into(DefaultCamelContext context) {
        if (!jmx) {
            context.disableJMX();
        }
        if (traceable) {
            context.setBacklogTracingStandby(true);
        }
        if (traces.on()) {
            context.getCamelContextExtension().addInterceptStrategy(new StepTraces(traces));
        }
    }
}
