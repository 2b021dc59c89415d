"""Words before a number that say that it is none of anybody's: of an order, an invoice, a parcel."""

import re2

_OTHER = re2.compile(
    r"(?:^|[^\pL\pN])(?:orders?|invoices?|tracking|tickets?|reference|ref|transactions?|isbn|imei|iccid|serial|sku|ean|upc|gtin"
    r"|timestamp|epoch|version|account|build|parcel|shipment|case|purchase|receipt|customer|issue|commit|article|item"
    r"|bestell[\pL\pN_]*|rechnungs?[\pL\pN_]*|auftrags?[\pL\pN_]*|sendungs?[\pL\pN_]*|commande|facture|suivi|pedido|factura|ordine|fattura|zamówienie"
    r"|faktur[\pL\pN_]*|bestelling|order[\pL\pN_]{0,3}nummer|订单号?|发票|注文番号|주문번호|заказ[\pL\pN_]*)"
    r"[\"']?[ _-]?(?:number|nummer|numéro|número|no|nr|n°|id|code|num|key)?[\"'.:=#/ -]{0,5}$"
)
_BETWEEN = "\"'.:=#/ -"
_LASTS = frozenset("_°")


def says_other(before: str) -> bool:
    """Whether what stands right before a number, in lower case, is such a word."""
    last = before.rstrip(_BETWEEN)[-1:]
    return (last.isalnum() or last in _LASTS) and _OTHER.search(before) is not None
