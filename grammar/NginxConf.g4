grammar NginxConf;

conf : item* EOF ;

item : WORD+ (SEMI | OPEN) | CLOSE ;

SEMI : ';' ;
OPEN : '{' ;
CLOSE : '}' ;
WORD : ~[ \t\r\n;{}#'"] ~[ \t\r\n;{]* ;
COMMENT : '#' ~[\n]* -> skip ;
SPACE : [ \t\r\n]+ -> skip ;
