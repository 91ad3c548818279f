package org.serai.camel;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.serai.mail.Finding;
import org.serai.mail.Mail;
import org.serai.tracing.MailTraces;
import org.serai.tracing.Part;
import org.serai.tracing.StepPlace;

/**
 * A span for each {@code to} of a policy: steps, and routes that are called. It is current while the step runs in the calling thread,
 * and ends wherever that is done. What only leads the way, such as {@code choice}, has none.
 */
final class StepTraces implements InterceptStrategy {

    private final MailTraces traces;

    StepTraces(MailTraces traces) {
        this.traces = traces;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        return node instanceof ToDefinition to ? new Traced(target, place(to)) : target;
    }

    private static StepPlace place(ToDefinition step) {
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(step);
        String location = step.getLocation();
        return StepPlace.of(
                step.getId(),
                route == null ? "" : route.getRouteId(),
                location == null ? "" : location.substring(location.indexOf(':') + 1),
                step.getLineNumber());
    }

    private final class Traced extends DelegateAsyncProcessor {

        private final StepPlace place;

        private Traced(Processor step, StepPlace place) {
            super(step);
            this.place = place;
        }

        @Override
        @SuppressWarnings("try") // The scope is there to be closed.
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Context outer = PolicyExchange.trace(exchange);
            Part part = traces.step(place, outer);
            if (part == null) {
                return processor.process(exchange, callback);
            }
            int known = findings(exchange).size();
            PolicyExchange.trace(exchange, part);
            try (Scope scope = part.context().makeCurrent()) {
                return processor.process(exchange, sync -> {
                    PolicyExchange.trace(exchange, outer);
                    List<Finding> all = findings(exchange);
                    part.found(all.subList(Math.min(known, all.size()), all.size()));
                    part.failed(exchange.getException()).end();
                    callback.done(sync);
                });
            }
        }

        private static List<Finding> findings(Exchange exchange) {
            return exchange.getMessage().getBody() instanceof Mail mail ? mail.findings() : List.of();
        }
    }
}
