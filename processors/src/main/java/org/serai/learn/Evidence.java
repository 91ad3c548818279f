package org.serai.learn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.serai.mail.Finding;
import org.serai.mail.Mail;

/**
 * What others than the classifiers have found out about a mail, and whether it is enough to learn from the mail without anybody's word. A
 * classifier that taught itself would grow surer of its mistakes, and who knows one filter could teach by it what he likes: so what
 * classifiers say is left out, and spam must be told by filters that look at different things.
 */
public final class Evidence {

    /**
     * What must be.
     *
     * @param never symbols of which none may be there
     * @param needs symbols of which each must be there
     * @param needsOne symbols of which one must be there; empty: none
     * @param leaveOut filters that do not count
     * @param families names of filters that look at the same thing, separated by blanks
     * @param ofFamilies how many families must have found {@code familyScore} points or more, or something that refuses or quarantines
     * @param score of spam at least this, of ham at most this without what speaks for it; null: no matter
     */
    public record Rules(
            List<String> never,
            List<String> needs,
            List<String> needsOne,
            List<String> leaveOut,
            List<String> families,
            int ofFamilies,
            double familyScore,
            @Nullable Double score) {}

    private final Mail mail;
    private double forSpam;
    private double forHam;
    private final Map<String, Double> byFilter = new HashMap<>();
    private final Set<String> deciding = new HashSet<>();

    /** Of a mail that is decided about. */
    public Evidence(Mail mail, List<String> leaveOut) {
        this.mail = mail;
        var seen = new HashSet<String>();
        for (Finding finding : mail.findings()) {
            // What is found for several recipients counts once.
            boolean again = !finding.recipient().isEmpty() && !seen.add(finding.symbol());
            if (again || leaveOut.contains(finding.filter())) {
                continue;
            }
            if (finding.score() > 0) {
                forSpam += finding.score();
            } else {
                forHam += finding.score();
            }
            byFilter.merge(finding.filter(), finding.score(), Double::sum);
            if (finding.decides() != null && finding.decides().bad()) {
                deciding.add(finding.filter());
            }
        }
    }

    /** Why nothing may be learned from a mail as this; empty when it may. */
    public static String refusal(Mail mail, Label as, Rules rules) {
        return new Evidence(mail, rules.leaveOut()).refusal(as, rules);
    }

    private String refusal(Label as, Rules rules) {
        if (mail.envelope().client().trusted()) {
            return "it is of one of our own users, who reports what he wants learned";
        }
        for (String symbol : rules.never()) {
            if (mail.has(symbol)) {
                return symbol + " was found";
            }
        }
        for (String symbol : rules.needs()) {
            if (!mail.has(symbol)) {
                return symbol + " was not found";
            }
        }
        if (!rules.needsOne().isEmpty() && rules.needsOne().stream().noneMatch(mail::has)) {
            return "none was found of " + rules.needsOne();
        }
        Double score = rules.score();
        if (score != null && as == Label.SPAM && forSpam + forHam < score) {
            return "its score without classifiers is " + (forSpam + forHam);
        }
        if (score != null && as == Label.HAM && forSpam > score) {
            return "what speaks against it has " + forSpam + " points";
        }
        long families = rules.families().stream()
                .filter(family -> spoke(family, rules.familyScore()))
                .count();
        return families < rules.ofFamilies() ? "families of filters that speak against it: " + families : "";
    }

    private boolean spoke(String family, double least) {
        double points = 0;
        for (String filter : names(family)) {
            if (deciding.contains(filter)) {
                return true;
            }
            points += byFilter.getOrDefault(filter, 0.0);
        }
        return points >= least;
    }

    /** The filters of a family. */
    public static List<String> names(String family) {
        var out = new ArrayList<String>();
        var rest = new StringTokenizer(family, " ");
        while (rest.hasMoreTokens()) {
            out.add(rest.nextToken());
        }
        return out;
    }
}
