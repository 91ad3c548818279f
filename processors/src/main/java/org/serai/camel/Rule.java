package org.serai.camel;

import java.util.Locale;

/** What the check of routes asks for; docs/check.md has a row for each. */
public enum Rule {
    SYNTAX(
            "A route file is a list in YAML, in UTF-8, of at most 1 MB, and no text in it has more than 8,192 characters.",
            "See indentation, dashes, colons and quotes of the line."),
    SCHEMA(
            "A route file has the keys and values of Camel's YAML DSL.",
            "Write the key as the other files do; Kaoto and editors with the schema complete it."),
    UNKNOWN_STEP("A serai: step is one of those there are.", "The message lists them."),
    UNKNOWN_OPTION(
            "A serai: step has the options of its page, with values that convert and may stand there.",
            "The message lists the options; the page of a filter, docs/filters, tells what they do."),
    UNKNOWN_ENDPOINT(
            "What a step names is there: the route of a direct:, the component of any other.",
            "Name an endpoint that there is, or add the route."),
    UNKNOWN_PROPERTY(
            "What stands between {{ and }} is a property.",
            "See docs/properties.md; properties of your own begin with my. and stand in config/serai.properties."),
    UNKNOWN_KAMELET(
            "A Kamelet that a route names is one of camel-k/kamelets.",
            "Name one of those, or the step itself: to: serai:<name>."),
    UNKNOWN_BEAN("A bean that a route names is there.", "A policy needs none: name a step, to: serai:<name>."),
    UNKNOWN_SYMBOL(
            "A symbol that a condition asks for is one that some filter finds.",
            "docs/filters lists the symbols of each filter."),
    EXPRESSION(
            "Conditions and texts can be read, and ask what a mail knows.",
            "See brackets, quotes and names; == and != stand between blanks."),
    DUPLICATE_ID(
            "An id is that of one route or step alone, and one route alone begins with a direct:.",
            "Rename one of them."),
    STEP_ID(
            Level.WARNING,
            "Each route and step has an id, and that of a step is <route>-<step>.",
            "Give it one: logs, verdict events and tools name steps by it."),
    MISSING_ROUTE(
            "A policy has a route for each phase, and outbound, audit, release and release-deliver.",
            "Bring the file back from where you installed Serai."),
    MISSING_ERROR_ROUTE(
            "The routeConfiguration of all routes has an onException for java.lang.Throwable.",
            "Bring errors.camel.yaml back; the id of its routeConfiguration is *, or it has none."),
    UNGUARDED(
            "The routes rcpt-to and outbound have the step serai:relay, in no branch and before any.",
            "Put the step back to where it stood."),
    DIRECT_CYCLE("Routes do not call each other in a circle.", "Take one of the calls out."),
    REPLY(
            "Each way through a phase ends in exactly one reply, a 250 only where the verdict does not refuse.",
            "Let the phase end with to: direct:verdict, and let a choice there cover each disposition."),
    CUSTODY(
            "A 250 to the message is said only behind serai:deliver or serai:quarantine, or to DISCARD.",
            "Put the reply behind the step that takes the message over."),
    REFUSAL_AFTER_DELIVERY(
            "Nothing behind a delivery can refuse: no filter, score, quarantine, nor a reply with 4yz or 5yz.",
            "Move the step before the delivery."),
    ENFORCE_BEFORE_VERDICT(
            "Filters stand before the verdict, and nothing is accepted on which it has not heard them.",
            "Move the filter before to: direct:verdict, or let that reply; nobody else asks what a filter finds."),
    REWRITES_MESSAGE(
            "No step replaces the mail, or sets what steps alone may: phase, disposition, reply.",
            "Take the step out; what a mail is delivered with is edited by steps such as serai:tag."),
    FORBIDDEN(
            "A policy is made of to: serai: and direct:, of branches, and of conditions in simple: no process, script,"
                    + " network, or name that a message could make up.",
            "What talks to others belongs into a listener, routes/listeners."),
    UNREACHABLE(
            "The steps serai:quarantine and serai:dead-letter can be reached.",
            "Call the route quarantine from the verdict, and dead-letter from the error route."),
    UNUSED_ROUTE(Level.WARNING, "Each route is called by another one, or by a phase.", "Call it, or take it out."),
    START("Camel starts the routes.", "The message is Camel's own.");

    /** What a problem does. */
    public enum Level {
        /** The policy is not taken. */
        ERROR,
        /** It is taken all the same. */
        WARNING
    }

    private final Level level;
    private final String asks;
    private final String mend;

    Rule(String asks, String mend) {
        this(Level.ERROR, asks, mend);
    }

    Rule(Level level, String asks, String mend) {
        this.level = level;
        this.asks = asks;
        this.mend = mend;
    }

    /** As in {@code unknown-step}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Level level() {
        return level;
    }

    /** What must hold, in a sentence. */
    public String asks() {
        return asks;
    }

    /** What to do where it does not. */
    public String mend() {
        return mend;
    }
}
