package org.serai.delivery;

import java.util.List;
import java.util.Map;

/**
 * Which servers take which mail; those of a list stand for each other in its order.
 *
 * @param usual for all that is not named below, at least one
 * @param byDomain by domain of the recipient, in lower case
 * @param outbound for {@link Delivery.Target#OUTBOUND}; empty: as for all others
 */
public record Destinations(
        List<BackendAddress> usual, Map<String, List<BackendAddress>> byDomain, List<BackendAddress> outbound) {}
