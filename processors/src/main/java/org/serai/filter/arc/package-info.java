/** The filter {@code arc}: what earlier servers vouch for, and whether they are believed. */
@NullMarked
package org.serai.filter.arc;

import org.jspecify.annotations.NullMarked;
