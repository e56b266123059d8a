// The text of an nginx.conf as nginx's own reader cuts it: words, ";", "{" and "}". No directive is named here.
grammar NginxConf;

// One statement, or the end of a block. Callers ask for one item after the other; nesting is theirs to count.
item : word+ end=(SEMI | OPEN) | end=CLOSE | end=EOF ;

word : BARE | QUOTED ;

SEMI : ';' ;
OPEN : '{' ;
CLOSE : '}' ;

// A word may hold quotes, "#" and "}" after its first character; "${" keeps its brace.
BARE : (ESCAPE | VARIABLE | ~[ \t\r\n;{}#"'\\$]) (ESCAPE | VARIABLE | ~[ \t\r\n;{\\$])* ;

QUOTED : CLOSED ;

// Only a blank, ";", "{" or ")" may follow a closing quote.
GLUED : CLOSED ~[ \t\r\n;{)] ;

// What the end of the file cuts off.
UNCLOSED
    : '"' (ESCAPE | ~["\\])* '\\'?
    | '\'' (ESCAPE | ~['\\])* '\\'?
    | ((ESCAPE | VARIABLE | ~[ \t\r\n;{}#"'\\$]) (ESCAPE | VARIABLE | ~[ \t\r\n;{\\$])*)? '\\'
    ;

COMMENT : '#' ~[\n]* -> channel(HIDDEN) ;
SPACE : [ \t\r\n]+ -> skip ;

fragment CLOSED : '"' (ESCAPE | ~["\\])* '"' | '\'' (ESCAPE | ~['\\])* '\'' ;
fragment ESCAPE : '\\' . ;
fragment VARIABLE : '$' '{'* ;
