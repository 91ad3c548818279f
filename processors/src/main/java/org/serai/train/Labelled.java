package org.serai.train;

import java.nio.file.Path;

/**
 * A message of which is known what it is.
 *
 * @param name as the manifest has it
 * @param source where it comes from, as the manifest says; or empty
 */
record Labelled(String name, Path file, boolean spam, String source) {}
