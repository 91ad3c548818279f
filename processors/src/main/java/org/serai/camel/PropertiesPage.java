package org.serai.camel;

import org.serai.config.Binder;
import org.serai.config.Settings;

/** {@code docs/properties.md}, from the options records. */
public final class PropertiesPage {

    private PropertiesPage() {}

    /** The whole page. */
    public static String markdown() {
        var out = new StringBuilder("# Properties\n\n");
        out.append(
                "In `config/serai.properties`, by environment variable (`SMTP_PORT` for `smtp.port`) or by `-Dsmtp.port=...`;"
                        + " the later stand above the earlier. This page is made by `bin/serai properties`.\n\n");
        out.append("| property | default | limits | what it does |\n|---|---|---|---|\n");
        for (Settings.Section section : Sections.all()) {
            for (Binder.Declared property : Binder.declared(section.prefix(), section.type())) {
                String value = property.defaultValue();
                out.append("| `").append(property.name()).append("` | ");
                out.append(value.isEmpty() ? "" : "`" + value + "`").append(" | ");
                out.append(property.limits()).append(" | ");
                out.append(property.doc().replace("|", "\\|")).append(" |\n");
            }
        }
        return out.toString();
    }
}
