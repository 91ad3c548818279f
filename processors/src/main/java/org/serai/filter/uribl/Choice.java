package org.serai.filter.uribl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.serai.filter.uribl.Subjects.Subject;

/**
 * Which hosts are asked about when a message leads to more than may be: those of different registered domains before further ones of the
 * same, by turns one of each way in which links stand there, and of one way in an order that no sender can know. So a message that
 * shall hide its one bad link has to show hundreds of others like it.
 */
final class Choice {

    private Choice() {}

    /**
     * Chooses.
     *
     * @param ways hosts by the way in which links to them stand in the message; a host that comes again counts where it is first
     * @param seed of the order, not known to the sender
     * @return all of them in their order where they are no more than {@code most}
     */
    static List<Subject> of(List<List<Subject>> ways, int most, long seed) {
        List<List<Subject>> distinct = distinct(ways);
        if (distinct.stream().mapToInt(List::size).sum() <= most) {
            return distinct.stream().flatMap(List::stream).toList();
        }
        var random = new Random(seed);
        var first = new ArrayList<List<Subject>>();
        var further = new ArrayList<List<Subject>>();
        var owners = new HashSet<Object>();
        for (List<Subject> way : distinct) {
            var shuffled = new ArrayList<>(way);
            Collections.shuffle(shuffled, random);
            var firstOfWay = new ArrayList<Subject>();
            var furtherOfWay = new ArrayList<Subject>();
            shuffled.forEach(each -> (owners.add(each.owner()) ? firstOfWay : furtherOfWay).add(each));
            first.add(firstOfWay);
            further.add(furtherOfWay);
        }
        var out = new ArrayList<Subject>();
        byTurns(first, most, out);
        byTurns(further, most, out);
        return out;
    }

    /** How many different hosts there are. */
    static int count(List<List<Subject>> ways) {
        return distinct(ways).stream().mapToInt(List::size).sum();
    }

    private static List<List<Subject>> distinct(List<List<Subject>> ways) {
        var seen = new HashSet<String>();
        return ways.stream()
                .map(way -> way.stream().filter(each -> seen.add(each.name())).toList())
                .toList();
    }

    private static void byTurns(List<List<Subject>> ways, int most, List<Subject> out) {
        int longest = ways.stream().mapToInt(List::size).max().orElse(0);
        for (int turn = 0; turn < longest; turn++) {
            for (List<Subject> way : ways) {
                if (turn < way.size() && out.size() < most) {
                    out.add(way.get(turn));
                }
            }
        }
    }
}
