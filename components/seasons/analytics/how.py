"""How every figure of the analytics is worked out, for those who doubt one."""

from nicegui import ui

from components.controls import Text, block

HOW = (
    ('Budget', 'Required receipts of the approved plan: planned sales, markdown, discount and shrink, and the closing '
               'stock that is wanted, less the stock there is. Before anything is approved it is that of the plan that '
               'is being worked on.'),
    ('Received', 'What was accepted, at retail or at landed cost as the season goes, in the month it came.'),
    ('On order', 'What is still open of submitted and confirmed orders, in the month it is expected; late lines in the '
                 'present one.'),
    ('Committed', 'Received and on order.'),
    ('Left', 'Budget − received − on order. It may be below zero.'),
    ('Used', '(Received + on order) ÷ budget.'),
    ('Used up by', 'Today + left ÷ (committed ÷ days since the first order was confirmed).'),
    ('Planned by now', 'Planned sales of the weeks that are over.'),
    ('Core and fashion', 'What the range says of each category, weighted by its planned receipts; the plain mean '
                         'counts every category alike.'),
    ('On plan', 'Receipts differ from planned receipts by less than 1 % of them.'),
    ('Sell-through', 'Sold ÷ (opening stock + received).'),
    ('Timing and value', 'What came in another month than ordered is timing; what came more or less than ordered is '
                         'value.'),
    ('In time, filled, rejected', 'Lines received by their expected day ÷ lines received; accepted ÷ ordered; rejected '
                                  '÷ received.'),
    ('Mark-up', '(Retail − landed cost) ÷ retail: of what was received, beside the rate the season was planned with. '
                'Open-to-buy at cost goes by the planned one.'),
    ('Weeks without stock', 'Left out of rates of sale: they say nothing of what would have been sold.'))


class HowWorkedOut(ui.element):
    """Folded until somebody asks."""

    def __init__(self) -> None:
        super().__init__('details')
        self.classes('rt-card rt-analytics-how')
        with self:
            Text('How these figures are worked out', 'rt-b', 'summary')
            with block(tag='dl'):
                for name, words in HOW:
                    Text(name, 'rt-b', 'dt')
                    Text(words, 'rt-2', 'dd')
