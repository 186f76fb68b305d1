"""Publication by four eyes: one proposes a pack, another sees who can newly read or receive what, and says yes or no."""
