"""Every handler of this surface."""

from web.health.asking import live, ready, serving
from web.health.metrics import metrics

routes = (live, serving, ready, metrics)
