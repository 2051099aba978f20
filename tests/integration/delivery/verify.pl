# Judges the DKIM signature of a message on stdin with Mail::DKIM, asking the name server given:
# perl verify.pl PORT; prints 'pass' or why not.
use strict;
use warnings;
use Mail::DKIM::DNS;
use Mail::DKIM::Verifier;
use Net::DNS::Resolver;

Mail::DKIM::DNS::resolver(
    Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => shift, recurse => 1));
my $judge = Mail::DKIM::Verifier->new();
binmode STDIN;
while (read STDIN, my $octets, 65536) { $judge->PRINT($octets); }
$judge->CLOSE;
print $judge->result_detail, "\n";
