@NullMarked
package org.serai.filter.classifier;

import org.jspecify.annotations.NullMarked;
