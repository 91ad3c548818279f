package org.serai.camel;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.Predicate;
import org.apache.camel.component.bean.AmbiguousMethodCallException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.WhenDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.OgnlHelper;
import org.jspecify.annotations.Nullable;
import org.serai.config.Nearest;
import org.serai.mail.Client;
import org.serai.mail.Deadline;
import org.serai.mail.Envelope;
import org.serai.mail.Mail;
import org.serai.mail.MailParameters;
import org.serai.mail.Path;
import org.serai.mail.Phase;

/**
 * Looks at the {@code simple} expressions of routes before any mail meets them. Camel reads a part of each with the first
 * exchange only: a bracket that lacks, or a name that the mail has not, would pass as an edit and then defer every mail.
 */
final class Expressions {

    private static final List<String> ASKS = List.of(".has('", ".has(\"");

    private final ModelCamelContext context;
    private final PolicyModel model;
    private final Set<String> symbols;
    private final Exchange sample;
    private final List<Problem> problems = new ArrayList<>();

    private Expressions(ModelCamelContext context, PolicyModel model, Set<String> symbols) {
        this.context = context;
        this.model = model;
        this.symbols = symbols;
        this.sample = new DefaultExchange(context);
        PolicyExchange.start(sample, sample(), Phase.RCPT_TO.id());
        sample.setVariable(PolicyExchange.DISPOSITION, "ACCEPT");
        sample.setVariable(PolicyExchange.REPLY, "250 2.1.5 Ok");
    }

    /**
     * Tries all of them on a mail that has an envelope and nothing was found about.
     *
     * @param symbols what {@code ${body.has('...')}} may ask for
     */
    static List<Problem> check(ModelCamelContext context, PolicyModel model, Set<String> symbols) {
        var expressions = new Expressions(context, model, symbols);
        model.routes().forEach(route -> model.below(route).forEach(expressions::checkStep));
        model.errorRoutes().forEach(caught -> model.below(caught).forEach(expressions::checkStep));
        return expressions.problems;
    }

    private void checkStep(OptionalIdentifiedDefinition<?> node) {
        if (node instanceof HasExpressionType step && step.getExpressionType() instanceof SimpleExpression said) {
            check(node, said, isCondition(step));
        } else if (node instanceof LogDefinition log && log.getMessage() != null) {
            check(log, new SimpleExpression(log.getMessage()), false);
        } else if (node instanceof ThrowExceptionDefinition thrown && thrown.getMessage() != null) {
            check(thrown, new SimpleExpression(thrown.getMessage()), false);
        }
    }

    private static boolean isCondition(HasExpressionType step) {
        return step instanceof WhenDefinition || step instanceof FilterDefinition || step instanceof ValidateDefinition;
    }

    private void check(OptionalIdentifiedDefinition<?> node, ExpressionDefinition said, boolean condition) {
        String text = String.valueOf(said.getExpression());
        String resolved = model.resolved(text);
        if (SimpleText.reachesBeyond(resolved)) {
            return;
        }
        List<String> unknown = SimpleText.unknown(resolved);
        if (!unknown.isEmpty()) {
            // Not tried either: what it asks might wait for somebody, or change the mail.
            unread(node, text, String.join(" ", unknown));
            return;
        }
        checkSymbols(node, text);
        try {
            if (condition) {
                Predicate predicate = said.createPredicate(context);
                predicate.init(context);
                predicate.matches(sample);
            } else {
                Expression expression = said.createExpression(context);
                expression.init(context);
                expression.evaluate(sample, Object.class);
            }
        } catch (RuntimeException e) {
            Throwable wrong = misread(e);
            if (wrong != null) {
                unread(node, text, what(wrong));
            }
            // Another mail may have what this one lacks.
        }
    }

    private void unread(OptionalIdentifiedDefinition<?> node, String text, String why) {
        problems.add(model.at(node, Rule.EXPRESSION, "this expression cannot be read: " + text + ": " + why));
    }

    /** Whatever the mail: the text itself is wrong. */
    private static @Nullable Throwable misread(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ExpressionIllegalSyntaxException
                    || t instanceof MethodNotFoundException
                    || t instanceof AmbiguousMethodCallException
                    || (t instanceof IllegalArgumentException && thrownBy(OgnlHelper.class, t))) {
                return t;
            }
        }
        return null;
    }

    /** The one way to tell what Camel says of a path of names from what a name on it says of this mail. */
    private static boolean thrownBy(Class<?> type, Throwable t) {
        StackTraceElement[] trace = t.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().equals(type.getName());
    }

    private static String what(Throwable wrong) {
        return wrong instanceof MethodNotFoundException missing && missing.getBean() != null
                ? "there is no " + missing.getMethodName() + " in "
                        + missing.getBean().getClass().getSimpleName()
                : RouteErrors.oneLine(wrong);
    }

    /** One that no filter finds would be false for ever. */
    private void checkSymbols(OptionalIdentifiedDefinition<?> node, String text) {
        for (String asks : ASKS) {
            int to;
            for (int at = text.indexOf(asks); at >= 0; at = text.indexOf(asks, to)) {
                int from = at + asks.length();
                to = text.indexOf(asks.charAt(asks.length() - 1), from);
                if (to < 0) {
                    break;
                }
                String symbol = text.substring(from, to);
                if (!symbols.contains(symbol)) {
                    problems.add(model.at(
                            node, Rule.UNKNOWN_SYMBOL, "no filter finds " + symbol + Nearest.to(symbol, symbols)));
                }
            }
        }
    }

    private static Mail sample() {
        Path somebody = new Path("a@example.com", "a", "example.com", false);
        Deadline soon = Deadline.in(Duration.ofMinutes(1));
        Mail mail = Mail.connected("0000000000000000", Instant.EPOCH, client(), soon);
        Envelope envelope = mail.envelope()
                .greeted("mx.example.com", true)
                .from(somebody, MailParameters.NONE)
                .asking(somebody);
        return mail.at(Phase.RCPT_TO, envelope, soon);
    }

    private static Client client() {
        return new Client(InetAddress.getLoopbackAddress(), 1, "", false);
    }
}
