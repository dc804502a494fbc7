"""Where a person is signed in, and the way to end it."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.domain.people.devices import device_name
from app.domain.people.views import Device
from components.controls import Button, Pill, Text, block, sign
from components.listing import Keyed
from components.moments import ago, short_moment, within

End = Callable[[str], Awaitable[None]]


class DeviceList(ui.element):
    def __init__(self, end: End) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Sessions')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Where you are signed in', tag='h2')
            self.lines = Keyed[str, DeviceLine](block(tag='ul').props('role=list aria-label=Sessions'),
                                                partial(DeviceLine, end))

    def show(self, devices: tuple[Device, ...]) -> None:
        for device, line in zip(devices, self.lines.arrange([device.id for device in devices]), strict=True):
            line.show(device)


class DeviceLine(ui.element):
    def __init__(self, end: End) -> None:
        super().__init__('li')
        self.classes('rt-line').props('role=listitem')
        self.device = ''
        with self:
            sign('devices', 22, 'rt-3')
            with block('rt-grow'):
                self.name = Text('', 'rt-b', 'div')
                self.detail = Text('', 'rt-3 rt-sm', 'div')
            self.this = Pill('This device', tone='ok')
            self.button = Button('End', lambda: end(self.device), size='s')

    def show(self, device: Device) -> None:
        self.device = device.id
        name = device_name(device.agent)
        self.name.say(name)
        self.detail.say(f'since {within(short_moment(device.made_at))} · last used {ago(device.used_at)}'
                        + (f' · from {device.address}' if device.address else ''))
        self.this.set_visibility(device.is_this)
        self.button.set_visibility(not device.is_this)
        self.button.props['aria-label'] = f'End session on {name}'
