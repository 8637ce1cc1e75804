/**
 * @file
 * Addresses of the board on its cable, and the DHCP server that gives the other end one.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <zephyr/kernel.h>
#include <zephyr/net/dhcpv4_server.h>
#include <zephyr/net/ethernet.h>
#include <zephyr/net/hostname.h>
#include <zephyr/net/net_if.h>
#include <zephyr/net/net_ip.h>
#include <zephyr/net/socket.h>

#include "isere/log.h"
#include "port.h"

static int failed(const char *what, int error) {
  isere_log(ISERE_LOG_ERROR, NULL, "the network does not start: %s (error %d)", what, error);
  return ISERE_EIO;
}

static bool parse(const char *text, struct in_addr *out) {
  return zsock_inet_pton(AF_INET, text, out) == 1;
}

/* --- MAC address -------------------------------------------------------------------------------------------- */

#if defined(CONFIG_ISERE_USB)
static int set_mac(struct net_if *interface) {
  static uint8_t mac[ISERE__MAC_BYTES]; /* older Zephyrs keep the pointer */
  isere__mac_derive(ISERE__MAC_DEVICE, mac);
  (void)net_if_down(interface);
  int result = net_if_set_link_addr(interface, mac, sizeof(mac), NET_LINK_ETHERNET);
  (void)net_if_up(interface);
  return result;
}
#endif

/* --- addresses ---------------------------------------------------------------------------------------------- */

static int set_addresses(struct net_if *interface, struct in_addr *address) {
  struct in_addr mask;
  if (!parse(CONFIG_ISERE_NETWORK_ADDRESS, address)) return failed("CONFIG_ISERE_NETWORK_ADDRESS is no address", 0);
  if (!parse(CONFIG_ISERE_NETWORK_MASK, &mask)) return failed("CONFIG_ISERE_NETWORK_MASK is no mask", 0);
  if (net_if_ipv4_addr_add(interface, address, NET_ADDR_MANUAL, 0) == NULL) return failed("no room for an address", 0);
  (void)net_if_ipv4_set_netmask_by_addr(interface, address, &mask);
  struct in_addr gateway;
  if (parse(CONFIG_ISERE_NETWORK_GATEWAY, &gateway)) net_if_ipv4_set_gw(interface, &gateway);
  return ISERE_OK;
}

/* --- DHCP --------------------------------------------------------------------------------------------------- */

#if defined(CONFIG_NET_DHCPV4_SERVER)
BUILD_ASSERT(!IS_ENABLED(CONFIG_NET_DHCPV4_SERVER_OPTION_ROUTER),
             "a router in the offer takes the host's own route away");
BUILD_ASSERT(sizeof(CONFIG_NET_DHCPV4_SERVER_OPTION_DNS_ADDRESS) == 1,
             "a name server in the offer takes the host's own away");

/**
 * Finds addresses for the others: those behind the board's own, or those in front of it when there are too few behind.
 * False when the network has room for neither.
 */
static bool find_pool(const struct in_addr *address, struct in_addr *first) {
  struct in_addr mask;
  (void)parse(CONFIG_ISERE_NETWORK_MASK, &mask);
  uint32_t own = ntohl(address->s_addr);
  uint32_t network = own & ntohl(mask.s_addr);
  uint32_t broadcast = own | ~ntohl(mask.s_addr);
  if (broadcast - own > CONFIG_NET_DHCPV4_SERVER_ADDR_COUNT) {
    first->s_addr = htonl(own + 1);
    return true;
  }
  first->s_addr = htonl(own - CONFIG_NET_DHCPV4_SERVER_ADDR_COUNT);
  return own - network > CONFIG_NET_DHCPV4_SERVER_ADDR_COUNT;
}

static int start_dhcp(struct net_if *interface, const struct in_addr *address) {
  struct in_addr first;
  if (!find_pool(address, &first)) return failed("the network has too few addresses for a DHCP pool", 0);
  int result = net_dhcpv4_server_start(interface, &first);
  return result == 0 ? ISERE_OK : failed("the DHCP server", -result);
}
#endif

/* --- name --------------------------------------------------------------------------------------------------- */

void isere__network_set_name(isere_str_t function) {
#if defined(CONFIG_NET_HOSTNAME_DYNAMIC)
  char name[ISERE__HOSTNAME_BYTES];
  size_t len = isere__hostname_make(function, name);
  if (len == 0) return;
  (void)net_hostname_set(name, len);
  if (IS_ENABLED(CONFIG_MDNS_RESPONDER)) isere_log(ISERE_LOG_INFO, NULL, "also known as %s.local", net_hostname_get());
#else
  ARG_UNUSED(function);
#endif
}

/* --- all of it ---------------------------------------------------------------------------------------------- */

int isere__network_start(void) {
  struct net_if *interface = net_if_get_first_by_type(&NET_L2_GET_NAME(ETHERNET));
  if (interface == NULL) return failed("no network card", 0);
#if defined(CONFIG_ISERE_USB)
  int mac = set_mac(interface);
  if (mac != 0) return failed("the MAC address", -mac);
#endif
  struct in_addr address;
  int result = set_addresses(interface, &address);
#if defined(CONFIG_NET_DHCPV4_SERVER)
  if (result == 0) result = start_dhcp(interface, &address);
#endif
  return result;
}
