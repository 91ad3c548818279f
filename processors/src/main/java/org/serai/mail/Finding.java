package org.serai.mail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that one filter noticed.
 *
 * <p>A filter makes it by {@link #of} and the {@code with…} and {@code at…} methods; the filter runner then adds the
 * filter's name, its mode, the points and the disposition that {@code config/scores.properties} gives to the symbol, and
 * the time the check took.
 *
 * @param filter name of the filter, empty until the runner has set it
 * @param symbol {@code FILTER_WHAT} in upper snake case
 * @param score points; NaN until the runner has looked them up, unless the filter computed them itself
 * @param decides the disposition that this finding demands on its own, or null
 * @param force when that has its way
 * @param worth what it weighs in a mode that counts
 * @param recipient the forward-path it is about, when made at RCPT; else empty
 * @param status class-less enhanced status code, {@code "7.1"} for {@code 5.7.1} and {@code 4.7.1} (RFC 3463)
 * @param reason a plain sentence for the sender: never scores, tokens or list names
 * @param evidence what the filter saw, for operators only; values are String, Number, Boolean or lists of these
 * @param mode the filter's mode when it ran
 * @param immediate refuse in this very phase, even where {@code smtp.delay-refusal} would wait for RCPT
 * @param micros microseconds that the whole check took
 */
public record Finding(
        String filter,
        String symbol,
        double score,
        @Nullable Disposition decides,
        Weight.Force force,
        Weight worth,
        String recipient,
        String status,
        String reason,
        Map<String, Object> evidence,
        Mode mode,
        boolean immediate,
        long micros) {

    public Finding {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** A finding whose points stand in {@code config/scores.properties}; its status is x.7.1. */
    public static Finding of(String symbol, String reason) {
        return new Finding(
                "",
                symbol,
                Double.NaN,
                null,
                Weight.Force.USUAL,
                Weight.NONE,
                "",
                "7.1",
                reason,
                Map.of(),
                Mode.SCORE,
                false,
                0);
    }

    /** The enhanced status code without its class, such as {@code "1.3"} for a bad mailbox syntax. */
    public Finding withStatus(String detail) {
        return new Finding(
                filter, symbol, score, decides, force, worth, recipient, detail, reason, evidence, mode, immediate,
                micros);
    }

    public Finding withEvidence(String key, Object value) {
        var more = new LinkedHashMap<>(evidence);
        more.put(key, value);
        return new Finding(
                filter, symbol, score, decides, force, worth, recipient, status, reason, more, mode, immediate, micros);
    }

    /** Points that the filter computed itself, such as the weight of a list; stands above the table. */
    public Finding withScore(double points) {
        return new Finding(
                filter, symbol, points, decides, force, worth, recipient, status, reason, evidence, mode, immediate,
                micros);
    }

    /** For explicit block lists and rates: a refusal is said in this phase, not first at RCPT. */
    public Finding atOnce() {
        return new Finding(
                filter, symbol, score, decides, force, worth, recipient, status, reason, evidence, mode, true, micros);
    }

    /** What the runner adds. */
    public Finding judged(String byFilter, Mode inMode, Weight weight, String about, long took) {
        double points = Double.isNaN(score) ? weight.points() : score;
        var full = new Weight(points, weight.decides(), weight.force());
        return new Finding(
                        byFilter,
                        symbol,
                        points,
                        weight.decides(),
                        weight.force(),
                        full,
                        about,
                        status,
                        reason,
                        evidence,
                        inMode,
                        immediate,
                        took)
                .in(inMode);
    }

    /** The same as if the filter had run in this mode. */
    public Finding in(Mode other) {
        boolean counts = other == Mode.SCORE || other == Mode.ENFORCE;
        boolean alone = other == Mode.ENFORCE && worth.decides() == null && worth.points() > 0;
        return new Finding(
                filter,
                symbol,
                counts ? worth.points() : 0,
                counts ? alone ? Disposition.REJECT : worth.decides() : null,
                counts ? worth.force() : Weight.Force.USUAL,
                worth,
                recipient,
                status,
                reason,
                evidence,
                other,
                counts && immediate,
                micros);
    }
}
