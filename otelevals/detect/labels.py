"""Words before a number that say that it is none of anybody's: of an order, an invoice, a parcel."""

import re

_OTHER = re.compile(
    r"(?<![^\W_])(?:orders?|invoices?|tracking|tickets?|reference|ref|transactions?|isbn|imei|iccid|serial|sku|ean|upc|gtin"
    r"|timestamp|epoch|version|account|build|parcel|shipment|case|purchase|receipt|customer|issue|commit|article|item"
    r"|bestell\w*|rechnungs?\w*|auftrags?\w*|sendungs?\w*|commande|facture|suivi|pedido|factura|ordine|fattura|zamówienie"
    r"|faktur\w*|bestelling|order\w{0,3}nummer|订单号?|发票|注文番号|주문번호|заказ\w*)"
    r"[\"']?[ _-]?(?:number|nummer|numéro|número|no|nr|n°|id|code|num|key)?[\"'.:=#/ -]{0,5}\Z"
)


def says_other(before: str) -> bool:
    """Whether what stands right before a number, in lower case, is such a word."""
    return _OTHER.search(before) is not None
