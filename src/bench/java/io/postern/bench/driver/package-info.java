/** What stands around a proxy under test: its clients, its auth server and its back ends, on two threads of this process. */
@NullMarked
package io.postern.bench.driver;

import org.jspecify.annotations.NullMarked;
