import ipaddr from 'ipaddr.js';

/** Public addresses that cloud providers answer machine credentials on. */
const metadata = new Set(['168.63.129.16', '169.254.169.254', '100.100.100.200']);
const globalUnicast = ipaddr.IPv6.parse('2000::');

function ipv4Problem(address: ipaddr.IPv4): string | null {
  if (metadata.has(address.toString())) {
    return 'it is a cloud metadata address';
  }
  const range = address.range();
  return range === 'unicast' ? null : `it is a ${range} address`;
}

function ipv6Problem(address: ipaddr.IPv6): string | null {
  if (address.isIPv4MappedAddress()) {
    return ipv4Problem(address.toIPv4Address());
  }
  const range = address.range();
  // Only 2000::/3 is given out to the public internet. This also refuses NAT64, IPv4-compatible
  // addresses and every range that is not assigned yet; 6to4 and Teredo wrap IPv4 and have a range.
  return range === 'unicast' && address.match(globalUnicast, 3)
    ? null
    : `it is a ${range === 'unicast' ? 'reserved' : range} address`;
}

/**
 * Why an IP address may not be called by the gateway, or null for a public one: private, loopback,
 * link-local, metadata, carrier-grade NAT, multicast and reserved ranges are refused, also inside
 * IPv6 spellings of IPv4.
 */
export function addressProblem(address: string): string | null {
  if (!ipaddr.isValid(address)) {
    return 'it is not an IP address';
  }
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? ipv4Problem(parsed) : ipv6Problem(parsed);
}
