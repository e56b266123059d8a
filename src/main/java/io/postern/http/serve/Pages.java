package io.postern.http.serve;

import io.postern.http.exchange.BuiltIns;
import io.postern.http.exchange.Exchange;
import io.postern.http.parse.Agent;
import io.postern.http.parse.Request;
import java.util.Map;

/** The pages that nginx makes itself (ngx_http_special_response.c). */
final class Pages {
    private static final Map<Integer, String> MORE = Map.of(
            494, "Request Header Or Cookie Too Large",
            495, "The SSL certificate error",
            496, "No required SSL certificate was sent",
            497, "The plain HTTP request was sent to HTTPS port");
    private static final String PADDING =
            "<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n".repeat(6);

    private Pages() {}

    /** The body for a status; empty where nginx has none. */
    static String body(int status, Exchange x) {
        String title = StatusLines.title(status);
        if (title == null) {
            return "";
        }
        String more = MORE.get(status);
        String page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>"
                + (more == null ? title : "400 Bad Request") + "</h1></center>\r\n"
                + (more == null ? "" : "<center>" + more + "</center>\r\n")
                + "<hr><center>" + product(x) + "</center>\r\n</body>\r\n</html>\r\n";
        boolean padded = x.location().core().msiePadding() && x.request().version >= 1000 && status >= 400;
        return padded && friendly(x.request()) ? page + PADDING : page;
    }

    /** The Server header's value and the pages' signature, as server_tokens has it. */
    static String product(Exchange x) {
        return x.location().core().tokens().equals("off") ? "nginx" : "nginx/" + BuiltIns.VERSION;
    }

    /** Browsers that put their own page over a short one. */
    private static boolean friendly(Request request) {
        Agent agent = Agent.of(request.joined("User-Agent", ", "));
        return agent.msie() || agent.chrome();
    }
}
