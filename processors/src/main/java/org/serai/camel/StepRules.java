package org.serai.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.ExpressionSubElementDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.RemoveVariableDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/** Rules about what a policy is made of: each route and step by itself. */
final class StepRules {

    /** What may stand in a policy, by Camel's names. */
    private static final Set<String> KINDS = Set.of(
            "to",
            "choice",
            "when",
            "otherwise",
            "filter",
            "log",
            "stop",
            "throwException",
            "doTry",
            "doCatch",
            "doFinally",
            "step",
            "pipeline",
            "validate",
            "setVariable",
            "removeVariable",
            "onException");

    /** What puts something else in the place of the mail, or runs code on it. */
    private static final Set<String> REWRITING = Set.of(
            "aggregate",
            "bean",
            "claimCheck",
            "convertBodyTo",
            "convertVariableTo",
            "enrich",
            "marshal",
            "multicast",
            "poll",
            "pollEnrich",
            "process",
            "resequence",
            "setBody",
            "sort",
            "split",
            "transform",
            "transformDataType",
            "unmarshal");

    private static final Set<String> LANGUAGES = Set.of("simple", "constant", "variable");

    private static final Set<String> OURS =
            Set.of(PolicyExchange.PHASE, PolicyExchange.DISPOSITION, PolicyExchange.REPLY);

    private final PolicyModel model;
    private final CamelContext context;
    private final List<Problem> problems = new ArrayList<>();

    private StepRules(PolicyModel model, CamelContext context) {
        this.model = model;
        this.context = context;
    }

    static List<Problem> check(PolicyModel model, CamelContext context) {
        var rules = new StepRules(model, context);
        model.routes().forEach(rules::route);
        model.configurations().forEach(rules::configuration);
        return rules.problems;
    }

    private void route(RouteDefinition route) {
        if (model.direct(route.getEndpointUrl()) == null) {
            forbidden(
                    route,
                    "a policy route begins with direct:, and " + route.getEndpointUrl()
                            + " begins elsewhere; a route cannot begin with it here");
        }
        String starts = route.getAutoStartup();
        if (route.getPrecondition() != null
                || starts != null && !model.resolved(starts).equals("true")) {
            forbidden(route, "precondition and autoStartup would leave the route out: take them away, or the route");
        }
        if (route.getInput().getVariableReceive() != null) {
            rewrites(route, "variableReceive would take the mail away: take it away itself");
        }
        if (route.getErrorHandler() != null || route.getErrorHandlerRef() != null) {
            forbidden(route, "an errorHandler of a route would keep failures from the error route: take it away");
        }
        if (route.getRouteConfigurationId() != null) {
            forbidden(
                    route,
                    "with a routeConfigurationId the error route of all routes is none of this one: take it away");
        }
        if (route.getDelayer() != null || route.getRoutePolicyRef() != null) {
            forbidden(route, "delayer and routePolicy would let each mail wait, or run code: take them away");
        }
        if (route.getInputType() != null || route.getOutputType() != null) {
            rewrites(route, "inputType and outputType would have the mail made into something else: take them away");
        }
        model.below(route).forEach(this::node);
    }

    private void configuration(RouteConfigurationDefinition configuration) {
        if (!configuration.getIntercepts().isEmpty()
                || !configuration.getInterceptFroms().isEmpty()
                || !configuration.getInterceptSendTos().isEmpty()
                || !configuration.getOnCompletions().isEmpty()
                || configuration.getErrorHandler() != null
                || configuration.getPrecondition() != null) {
            forbidden(configuration, "the error route of a policy holds onException and nothing else");
        }
        for (OnExceptionDefinition caught : configuration.getOnExceptions()) {
            node(caught);
            model.below(caught).forEach(this::node);
        }
    }

    private void node(OptionalIdentifiedDefinition<?> node) {
        kind(node);
        if (node instanceof HasExpressionType said) {
            expression(node, said.getExpressionType());
        }
        if (node instanceof LogDefinition log && log.getMessage() != null) {
            reaching(log, log.getMessage());
        }
        if (node instanceof ThrowExceptionDefinition thrown && thrown.getMessage() != null) {
            reaching(thrown, thrown.getMessage());
        }
        if (node instanceof CatchDefinition caught && caught.getOnWhen() != null) {
            forbidden(node, "onWhen has no place in a policy: say handled by a choice within the doCatch");
        }
        if (node instanceof ChoiceDefinition choice && choice.getPrecondition() != null) {
            forbidden(node, "precondition would choose once, at the start: take it away");
        }
        if (node instanceof OnExceptionDefinition caught) {
            caught(caught);
        }
        if (node instanceof ToDefinition to && (to.getVariableSend() != null || to.getVariableReceive() != null)) {
            rewrites(
                    node,
                    "variableSend and variableReceive put something else in the place of the mail: take them away");
        }
        variable(node);
        ref(node);
    }

    private void kind(OptionalIdentifiedDefinition<?> node) {
        String kind = node.getShortName();
        if (REWRITING.contains(kind)) {
            rewrites(
                    node, kind + " may put something else in the place of the mail: take it out; steps are to: serai:");
        } else if (!KINDS.contains(kind)) {
            forbidden(node, kind + " has no place in a policy; it is made of to, choice, filter, log and the like");
        }
    }

    /** Whatever it catches is caught once, at once, and is then over. */
    private void caught(OnExceptionDefinition caught) {
        if (caught.getContinued() != null) {
            forbidden(caught, "continued would go on as if nothing had failed: say handled: constant: \"true\"");
        } else if (!isTrue(caught.getHandled())) {
            forbidden(caught, "what this catches would go on as a failure: say handled: constant: \"true\"");
        }
        if (caught.getRedeliveryPolicyType() != null
                || caught.getRedeliveryPolicyRef() != null
                || caught.getRetryWhile() != null
                || caught.getOnRedeliveryRef() != null) {
            forbidden(caught, "a redelivery lets the mail wait, and takes a step twice: take it away");
        }
        if (caught.getOnWhen() != null
                || caught.getOnExceptionOccurredRef() != null
                || caught.getUseOriginalMessage() != null
                || caught.getUseOriginalBody() != null) {
            forbidden(caught, "an onException of a policy has exception, handled and steps, and nothing else");
        }
    }

    private static boolean isTrue(@Nullable ExpressionSubElementDefinition said) {
        return said != null
                && said.getExpressionType() instanceof ConstantExpression constant
                && "true".equals(constant.getExpression());
    }

    private void expression(OptionalIdentifiedDefinition<?> node, @Nullable ExpressionDefinition said) {
        if (said == null || said.getExpression() == null) {
            return;
        }
        if (!LANGUAGES.contains(said.getLanguage())) {
            forbidden(node, "conditions and values are in simple or constant, not in " + said.getLanguage());
        }
        reaching(node, said.getExpression());
    }

    /** With the values of properties, which may hold as much as the text. */
    private void reaching(OptionalIdentifiedDefinition<?> node, String said) {
        String text = model.resolved(said);
        if (SimpleText.searches(text)) {
            forbidden(
                    node,
                    "this may search for ever in what a stranger has written: " + text
                            + "; patterns stand in config/lists/patterns-*.txt");
        }
        if (SimpleText.reachesBeyond(text)) {
            forbidden(
                    node,
                    "this reaches beyond the mail: " + text + "; ask ${body…}, ${variable…} and ${exception…} alone");
        }
    }

    private void variable(OptionalIdentifiedDefinition<?> node) {
        String name = node instanceof SetVariableDefinition set
                ? set.getName()
                : node instanceof RemoveVariableDefinition remove ? remove.getName() : null;
        if (name == null) {
            return;
        }
        String resolved = model.resolved(name);
        if (OURS.contains(resolved)) {
            rewrites(node, "the variable " + name + " is set by steps alone, such as serai:score and serai:reply");
        } else if (!resolved.chars().allMatch(c -> c == '-' || Character.isJavaIdentifierPart(c))
                || resolved.contains("$")) {
            rewrites(node, "the variable " + name + " may be any: its name has letters, digits and hyphens");
        }
    }

    private void ref(OptionalIdentifiedDefinition<?> node) {
        String ref = node instanceof ProcessDefinition process
                ? process.getRef()
                : node instanceof BeanDefinition bean ? bean.getRef() : null;
        if (ref != null && context.getRegistry().lookupByName(ref) == null) {
            problems.add(model.at(node, Rule.UNKNOWN_BEAN, RouteErrors.noBean(ref)));
        }
    }

    private void rewrites(OptionalIdentifiedDefinition<?> node, String text) {
        problems.add(model.at(node, Rule.REWRITES_MESSAGE, text));
    }

    private void forbidden(OptionalIdentifiedDefinition<?> node, String text) {
        problems.add(model.at(node, Rule.FORBIDDEN, text));
    }
}
