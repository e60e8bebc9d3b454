<?php
// PHP's SoapClient, given the endpoint's address and a version; the calls come on standard input as JSON,
// the answers go to standard output as JSON: name, and fault (its codes) or body and header.
[, $url, $version] = $argv;
$calls = json_decode(stream_get_contents(STDIN), true, 64, JSON_THROW_ON_ERROR);
$client = new SoapClient("$url?WSDL", [
    'soap_version' => $version === 'soap12' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$granted = null;
$answers = [];
foreach ($calls as $call) {
    $value = $call['session'] === 'granted' ? $granted : $call['session'];
    $session = $value === null ? [] : [
        new SoapHeader('http://api.cvent.com/2006-11', 'CventSessionHeader', ['CventSessionValue' => $value]),
    ];
    $header = [];
    try {
        $body = $client->__soapCall($call['operation'], [$call['arguments']], null, $session, $header);
        $granted ??= $body->LoginResult->CventSessionHeader ?? null;
        $answers[] = ['name' => $call['name'], 'body' => $body, 'header' => $header];
    } catch (SoapFault $fault) {
        $answers[] = ['name' => $call['name'], 'fault' => [$fault->faultcode]];
    }
}
echo json_encode($answers, JSON_THROW_ON_ERROR);
