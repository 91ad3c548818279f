package org.serai.it;

import java.lang.reflect.InvocationTargetException;

/** Starts JBang's {@code camel} command, which is on the class path of a process of its own alone. */
final class CamelCommand {

    private CamelCommand() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        try {
            Class.forName("org.apache.camel.dsl.jbang.core.commands.CamelJBangMain")
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
