package io.postern.http;

import io.postern.directive.Block;
import io.postern.http.model.Http;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of http{} we serve.
 *
 * @param http null where there is nothing
 * @param leftAlone the server blocks that are somebody else's
 */
public record HttpSettings(@Nullable Http http, List<Block> leftAlone) {}
