@NullMarked
package org.serai.report;

import org.jspecify.annotations.NullMarked;
