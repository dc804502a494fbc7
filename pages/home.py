"""/ — what needs me, and what happens now."""

from components.controls import Text, block
from components.frame import HOME
from pages.kit import frame, member, page


@page('/', 'Home')
async def home_page() -> None:
    who = await member()
    with (await frame(who, HOME, 'Home')).content, block('rt-page'):
        Text(f'Good morning, {who.me.name}', tag='h1')
