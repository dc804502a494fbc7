"""What the demo plans: a retailer's shop, with five teams by name, and words from which fifty are made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FeatureWords:
    """Days count from the Monday on which the present sprint began; both None: nobody has planned it."""
    number: int
    title: str
    first: int | None
    last: int | None
    share: int = 0  # percent of its team
    state: str = 'New'
    stories: tuple[str, ...] = ()
    also: tuple[tuple[str, int], ...] = ()  # shares of other teams, by short name


@dataclass(frozen=True)
class EpicWords:
    number: int
    title: str
    first: int
    last: int
    state: str
    initiative: int
    features: tuple[FeatureWords, ...]


@dataclass(frozen=True)
class TeamWords:
    name: str
    short: str
    site: str
    people: int
    externals: int
    epics: tuple[EpicWords, ...]


F = FeatureWords

INITIATIVES = (  # number, title, project, first, last, state
    (1010, 'A checkout people finish', 'Checkout', -63, 109, 'Active'),
    (1020, 'One stock, every channel', 'Omnichannel', -35, 123, 'Active'),
    (1030, 'A shop that knows you', 'Loyalty', -49, 137, 'Active'),
    (1040, 'Ready for the peak', 'Omnichannel', -77, 60, 'Active'),
)
PROJECTS = ('Checkout', 'Omnichannel', 'Loyalty')

TEAMS = (
    TeamWords('Payments', 'PAY', 'Berlin', 7, 2, (
        EpicWords(4170, 'One-page checkout', -7, 46, 'Active', 1010, (
            F(4182, 'Split shipment totals', 0, 18, 46, 'Active',
              ('One total per parcel', 'Taxes per parcel', 'Invoice shows parcels')),
            F(4190, 'Wallet buttons', 14, 32, 34, 'New', ('Apple Pay on the basket', 'Google Pay on the basket')),
            F(4201, 'Declined-card messages', 35, 46, 30, 'New', ('Say why and what to do', 'Offer another method')),
            F(4205, 'Address lookup', -35, -10, 0, 'Closed', ('Suggest while typing',)))),
        EpicWords(4230, 'Gift cards in app', 7, 67, 'Active', 1030, (
            F(4233, 'Balance service', 7, 32, 40, 'Active', ('Read a balance', 'Block a stolen card'), (('MOB', 10),)),
            F(4240, 'Redeem at the till', 35, 57, 35, 'New', ('Scan the card', 'Pay a part'), (('STO', 20),)),
            F(4247, 'Send a card to a friend', 63, 81, 30, 'New', ('Choose a picture',)))),
        EpicWords(4260, 'Refunds in a day', -56, 11, 'Resolved', 1010, (
            F(4262, 'Refund to the card it came from', -42, 4, 42, 'Resolved', ('Partial refunds',)),
            F(4266, 'Refund status in the account', -14, 11, 18, 'Active', ('Say when the money comes',)))))),
    TeamWords('Search & Browse', 'SEA', 'Lisbon', 6, 1, (
        EpicWords(3870, 'Personalised home', -14, 60, 'Active', 1030, (
            F(3877, 'Recommendation slots', -7, 25, 62, 'Active', ('Slot for new arrivals', 'Slot for refills')),
            F(3902, 'Consent and preferences', 28, 60, 48, 'New', ('Ask once', 'Change it in the account')))),
        EpicWords(3920, 'Search that forgives', -28, 39, 'Active', 1030, (
            F(3924, 'Typing mistakes', -21, 11, 30, 'Resolved', ('German compounds',)),
            F(3929, 'Synonyms kept by people', 14, 39, 34, 'New', ('Editors add synonyms', 'Undo a synonym')))),
        EpicWords(3950, 'Faster product pages', 63, 102, 'New', 1040, (
            F(3953, 'Pictures in the right size', 63, 88, 44, 'New', ('Choose the size by screen',)),
            F(3957, 'Reviews load later', 77, 102, 26, 'New', ())))), ),
    TeamWords('Stores', 'STO', 'Berlin', 5, 0, (
        EpicWords(5010, 'Click & collect 2.0', 0, 81, 'Active', 1020, (
            F(5014, 'Slot booking', 0, 25, 62, 'Active', ('Show free slots', 'Move a slot', 'Remind before the slot')),
            F(5030, 'Stock promise at checkout', 21, 39, 46, 'New', ('Ask the nearest store', 'Promise a time')),
            F(5021, 'Locker handover', 56, 74, 44, 'New', ('Open with a code',)))),
        EpicWords(5040, 'Returns without a printer', -21, 32, 'Active', 1020, (
            F(5043, 'Code on the phone', -14, 11, 36, 'Active', ('Code works offline',)),
            F(5048, 'Drop-off at any till', 14, 32, 22, 'New', ('Till knows the code',)))),
        EpicWords(5060, 'Opening hours everywhere', 84, 109, 'New', 1040, (
            F(5062, 'Holiday hours per store', 84, 109, 30, 'New', ()),)))),
    TeamWords('Data Platform', 'DAT', 'Pune', 5, 2, (
        EpicWords(2650, 'Store stock accuracy', 7, 67, 'Active', 1020, (
            F(2655, 'Stock event feed', 7, 32, 58, 'Active', ('Every sale is an event', 'Replay a day')),
            F(2671, 'Nightly reconciliation', 35, 67, 44, 'New', ('Differences as a list', 'Alarm above one')))),
        EpicWords(2690, 'Figures people trust', -42, 25, 'Active', 1040, (
            F(2693, 'One definition of revenue', -35, 4, 36, 'Closed', ('Agree with Finance',)),
            F(2699, 'Lineage of every figure', -7, 25, 26, 'Active', ('Show where it comes from',)))))),
    TeamWords('Mobile', 'MOB', 'Lisbon', 6, 1, (
        EpicWords(6100, 'App relaunch', -35, 74, 'Active', 1030, (
            F(6108, 'Offline basket', 14, 46, 48, 'New', ('Keep what was added', 'Merge when back')),
            F(6115, 'New start screen', -28, 18, 44, 'Active', ('First paint in a second', 'Dark theme')),
            F(6121, 'Push with a reason', 49, 74, 40, 'New', ('Choose what is told',)))),
        EpicWords(6140, 'Scan in store', 28, 67, 'New', 1020, (
            F(6143, 'Barcode scan on the phone', 28, 53, 36, 'New', ('Low light',)),
            F(6147, 'Shelf price check', 49, 67, 26, 'New', ('Old price beside the new',), (('DAT', 15),)))))),
)

LINKS = (  # the first must be done before the second
    (4182, 4190), (4190, 4201), (4233, 4240), (3877, 3902), (5014, 5021), (2655, 5030), (2655, 2671), (4240, 4247),
    (3924, 3929), (5043, 5048), (6108, 6121), (4233, 6143), (6115, 6108))
RELATED_PAIRS = ((4240, 6143), (3902, 6121), (5030, 4182))

MARKERS = ((19, 'Spring/Summer locks', '#2b6cb0'), (57, 'Gift cards live', '#2b6cb0'),
           (81, 'Year-end close', '#805ad5'), (46, 'Checkout in all countries', '#2f855a'))
EVENTS = (  # title, first, last, category, whether it is special
    ('Peak freeze', 42, 53, 'Freeze', True), ('All-hands', 10, 10, 'Company', False),
    ('Inventory in the stores', 84, 88, 'Stores', False))

SITES = ('Berlin', 'Lisbon', 'Pune')
FIRST_NAMES = ('Ines', 'Jonas', 'Okan', 'Amelie', 'Tomás', 'Priyanka', 'Lukas', 'Beatriz', 'Ravi', 'Hanna', 'Rui',
               'Meera', 'Paul', 'Sofia', 'Arjun', 'Greta', 'Diogo', 'Nisha', 'Emil', 'Clara', 'Vikram', 'Marta', 'Nils',
               'Anika', 'Joana', 'Felix', 'Leonor', 'Kiran', 'Frida', 'Miguel')
LAST_NAMES = ('Ahrens', 'Brandt', 'Costa', 'Desai', 'Engel', 'Ferreira', 'Gupta', 'Hoffmann', 'Iyer', 'Jansen', 'Kaya',
              'Lopes', 'Menon', 'Neumann', 'Oliveira', 'Patel', 'Quandt', 'Reis', 'Sharma', 'Teixeira', 'Ulrich',
              'Varma', 'Weber', 'Zimmer')
RATE_NAMES = ('Standard partner', 'Senior partner')

# From which the large demo is made.
FIELDS_OF_WORK = ('Payments', 'Search', 'Stores', 'Data', 'Mobile', 'Fulfilment', 'Pricing', 'Loyalty', 'Catalogue',
                  'Customer care')
PLACES = ('North', 'South', 'West', 'Core', 'Partner')
DEEDS = ('Faster', 'Simpler', 'Shared', 'Automatic', 'Honest', 'Personal', 'Offline', 'Safer', 'Bulk', 'Seasonal')
THINGS = ('basket', 'invoice', 'price list', 'delivery slot', 'stock count', 'return label', 'voucher', 'receipt',
          'product page', 'size chart', 'address book', 'wish list', 'click & collect', 'supplier feed', 'till report',
          'search index', 'consent form', 'gift card', 'loyalty level', 'warehouse map')
ASPECTS = ('for companies', 'in the app', 'at the till', 'across borders', 'by e-mail', 'on small screens',
           'for editors', 'with history', 'in real time', 'without an account')
STORY_ASPECTS = ('First version for staff', 'Errors say what to do', 'Roll out to a tenth', 'Measure and alert',
                 'Texts in three languages', 'Old way is switched off')
TAGS = ('peak', 'compliance', 'quick win', 'platform', 'design')
