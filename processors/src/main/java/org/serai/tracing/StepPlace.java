package org.serai.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;

/**
 * Where a step stands.
 *
 * @param id its id in the route
 * @param attributes what all its spans say
 */
public record StepPlace(String id, Attributes attributes) {

    /**
     * A step of a route.
     *
     * @param file in which it stands; empty where that is not known
     * @param line in it, from 1
     */
    public static StepPlace of(String id, String route, String file, int line) {
        AttributesBuilder attributes = Attributes.builder().put(Keys.ROUTE, route);
        if (!file.isEmpty()) {
            attributes.put(Keys.CODE_FILE, file).put(Keys.CODE_LINE, (long) line);
        }
        return new StepPlace(id, attributes.build());
    }
}
