package org.serai.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.serai.identity.ArcResult;
import org.serai.identity.AuthenticationResult;
import org.serai.identity.DkimResult;
import org.serai.identity.DmarcResult;
import org.serai.identity.SpfResult;
import org.serai.identity.SpfResult.Identity;
import org.serai.mail.Mail;

/**
 * What was found out about a mail by asking others, frozen in its verdict event: {@code spf}, {@code helo}, {@code dkim}, {@code
 * arc} and {@code dmarc}. It can stand in for asking again, when neither keys nor records are what they were.
 */
public final class Facts {

    private Facts() {}

    /** Those there are, as values for JSON. */
    public static Map<String, Object> of(Mail mail) {
        var out = new LinkedHashMap<String, Object>();
        put(out, "spf", spf(AuthenticationResult.spf(mail, Identity.MAILFROM)));
        put(out, "helo", spf(AuthenticationResult.spf(mail, Identity.HELO)));
        List<DkimResult> dkim = AuthenticationResult.answer(mail, new DkimResult.Question());
        put(out, "dkim", dkim == null ? null : dkim.stream().map(Facts::dkim).toList());
        put(out, "arc", arc(AuthenticationResult.answer(mail, new ArcResult.Question())));
        put(out, "dmarc", dmarc(AuthenticationResult.answer(mail, new DmarcResult.Question())));
        return out;
    }

    private static void put(Map<String, Object> out, String key, @Nullable Object value) {
        if (value != null) {
            out.put(key, value);
        }
    }

    private static @Nullable Map<String, Object> spf(@Nullable SpfResult spf) {
        if (spf == null) {
            return null;
        }
        var out = new LinkedHashMap<String, Object>();
        out.put("result", spf.result().id());
        out.put("domain", spf.domain());
        out.put("explanation", spf.explanation());
        out.put("cause", spf.cause());
        return out;
    }

    private static Map<String, Object> dkim(DkimResult dkim) {
        var out = new LinkedHashMap<String, Object>();
        out.put("result", dkim.result().id());
        out.put("domain", dkim.domain());
        out.put("selector", dkim.selector());
        out.put("identity", dkim.identity());
        out.put("algorithm", dkim.algorithm());
        out.put("bits", dkim.bits());
        out.put("wholeBody", dkim.wholeBody());
        out.put("testing", dkim.testing());
        out.put("cause", dkim.cause());
        return out;
    }

    private static @Nullable Map<String, Object> arc(@Nullable ArcResult arc) {
        if (arc == null) {
            return null;
        }
        var out = new LinkedHashMap<String, Object>();
        out.put("result", arc.chain().id());
        out.put("seals", arc.seals().stream().map(Facts::seal).toList());
        out.put("cause", arc.cause());
        return out;
    }

    private static Map<String, Object> seal(ArcResult.Seal seal) {
        var out = new LinkedHashMap<String, Object>();
        out.put("instance", seal.instance());
        out.put("domain", seal.domain());
        out.put("selector", seal.selector());
        out.put("results", seal.results());
        return out;
    }

    private static @Nullable Map<String, Object> dmarc(@Nullable DmarcResult dmarc) {
        if (dmarc == null) {
            return null;
        }
        var out = new LinkedHashMap<String, Object>();
        out.put("result", dmarc.result().id());
        out.put("domain", dmarc.domain());
        out.put("organizationalDomain", dmarc.organizationalDomain());
        out.put("policyDomain", dmarc.policyDomain());
        out.put("policy", dmarc.policy().id());
        out.put("spfAligned", dmarc.spfAligned());
        out.put("dkimAligned", dmarc.dkimAligned());
        out.put("cause", dmarc.cause());
        return out;
    }

    /**
     * Lets facts stand in for what filters will ask about a mail; before they ask. A fact needs a {@code result} and mostly a {@code
     * domain}, the rest may be absent.
     *
     * @throws IllegalArgumentException saying what cannot be understood
     */
    public static void assume(JsonNode facts, Mail mail) {
        if (!facts.isObject()) {
            throw new IllegalArgumentException("facts must be an object with spf, helo, dkim, arc or dmarc");
        }
        SpfResult mailFrom = facts.has("spf") ? spf(facts.get("spf"), Identity.MAILFROM) : null;
        SpfResult helo = facts.has("helo") ? spf(facts.get("helo"), Identity.HELO) : null;
        mail.assume(
                SpfResult.Question.class,
                question -> done(
                        switch (question.identity()) {
                            case MAILFROM -> mailFrom;
                            case HELO -> helo;
                        }));
        if (facts.has("dkim")) {
            List<DkimResult> dkim = dkims(facts.get("dkim"));
            mail.assume(DkimResult.Question.class, question -> done(dkim));
        }
        if (facts.has("arc")) {
            ArcResult arc = arc(facts.get("arc"));
            mail.assume(ArcResult.Question.class, question -> done(arc));
        }
        if (facts.has("dmarc")) {
            DmarcResult dmarc = dmarc(facts.get("dmarc"));
            mail.assume(DmarcResult.Question.class, question -> done(dmarc));
        }
    }

    private static <T> @Nullable CompletableFuture<T> done(@Nullable T value) {
        return value == null ? null : CompletableFuture.completedFuture(value);
    }

    private static SpfResult spf(JsonNode json, Identity identity) {
        return new SpfResult(
                one(SpfResult.Result.class, json, "result"),
                identity,
                text(json, "domain"),
                text(json, "explanation"),
                text(json, "cause"),
                List.of());
    }

    private static List<DkimResult> dkims(JsonNode json) {
        if (!json.isArray()) {
            throw new IllegalArgumentException("facts: dkim must be a list, one element a signature");
        }
        var out = new ArrayList<DkimResult>();
        json.forEach(each -> out.add(new DkimResult(
                one(DkimResult.Result.class, each, "result"),
                text(each, "domain").toLowerCase(Locale.ROOT),
                text(each, "selector"),
                text(each, "identity"),
                text(each, "algorithm"),
                each.path("bits").asInt(0),
                each.path("wholeBody").asBoolean(true),
                each.path("testing").asBoolean(false),
                text(each, "cause"))));
        return out;
    }

    private static ArcResult arc(JsonNode json) {
        var seals = new ArrayList<ArcResult.Seal>();
        json.path("seals")
                .forEach(seal -> seals.add(new ArcResult.Seal(
                        seal.path("instance").asInt(1),
                        text(seal, "domain"),
                        text(seal, "selector"),
                        text(seal, "results"))));
        return new ArcResult(one(ArcResult.Chain.class, json, "result"), seals, text(json, "cause"));
    }

    private static DmarcResult dmarc(JsonNode json) {
        String domain = text(json, "domain");
        return new DmarcResult(
                one(DmarcResult.Result.class, json, "result"),
                domain,
                json.path("organizationalDomain").asText(domain),
                json.path("policyDomain").asText(domain),
                json.has("policy") ? one(DmarcResult.Policy.class, json, "policy") : DmarcResult.Policy.NONE,
                json.path("spfAligned").asBoolean(false),
                json.path("dkimAligned").asBoolean(false),
                text(json, "cause"));
    }

    private static String text(JsonNode json, String key) {
        return json.path(key).asText("");
    }

    private static <E extends Enum<E>> E one(Class<E> type, JsonNode json, String key) {
        String said = text(json, key);
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(said)) {
                return each;
            }
        }
        throw new IllegalArgumentException("facts: " + key + " '" + said + "' is none of "
                + List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
    }
}
