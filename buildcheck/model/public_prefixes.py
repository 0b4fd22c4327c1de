"""The beginnings of names by which frameworks put a variable into a browser's code: the one list of them."""

from __future__ import annotations

from collections.abc import Mapping

BY_FRAMEWORK: Mapping[str, tuple[str, ...]] = {
    "next": ("NEXT_PUBLIC_",),
    "vite": ("VITE_",),
    "remix": ("VITE_",),
    "react-router": ("VITE_",),
    "tanstack-start": ("VITE_",),
    "solid-start": ("VITE_",),
    "sveltekit": ("PUBLIC_", "VITE_"),
    "astro": ("PUBLIC_",),
    "qwik": ("PUBLIC_",),
    "nuxt": ("NUXT_PUBLIC_",),
    "gatsby": ("GATSBY_",),
    "react-scripts": ("REACT_APP_",),
    "vue-cli": ("VUE_APP_",),
    "parcel": (),
}
"""From each framework's page about environment variables. Parcel puts in every variable that it is asked for."""

PUBLIC = (*dict.fromkeys(each for found in BY_FRAMEWORK.values() for each in found), "EXPO_PUBLIC_")
"""Those of all frameworks, and Expo's, with which apps share their files."""
