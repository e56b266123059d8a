package io.postern.http.serve;

import io.postern.http.exchange.Counters;
import io.postern.http.exchange.Exchange;
import io.postern.http.model.Content;
import io.postern.http.proxy.ProxyPass;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What locations answer with once access is granted. */
final class Contents {
    /** A transparent dot (ngx_http_empty_gif_module). */
    private static final byte[] PIXEL = HexFormat.of()
            .parseHex("47494638396101000100800100000000ffffff21f90401000001002c00000000010001000002024c01003b");

    private static final long PIXEL_MADE = 23349600;

    private final ProxyPass proxy;

    Contents(ProxyPass proxy) {
        this.proxy = proxy;
    }

    void serve(Content content, Answer answer, Phases phases) {
        Exchange x = answer.exchange();
        if (content instanceof Content.Files) {
            FileContents.serve(answer, phases);
            return;
        }
        if (content instanceof Content.Proxy p) {
            Upstreaming.begin(p.proxying(), answer, proxy);
            return;
        }
        if (!x.method().equals("GET") && !x.isHead()) {
            answer.special(405);
            return;
        }
        if (!answer.outlet().discardBody()) {
            answer.special(400);
            return;
        }
        x.reply().status = 200;
        if (content instanceof Content.Pixel) {
            x.reply().contentType = "image/gif";
            x.reply().lastModified = PIXEL_MADE;
            answer.plain(PIXEL.clone());
            return;
        }
        x.reply().contentType = "text/plain";
        answer.plain(status(x.surroundings().counters()).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String status(Counters c) {
        return "Active connections: " + c.active() + " \nserver accepts handled requests\n " + c.accepted() + " "
                + c.handled() + " " + c.requests() + " \nReading: " + c.reading() + " Writing: " + c.writing()
                + " Waiting: " + c.waiting() + " \n";
    }
}
