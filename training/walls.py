"""Walls written for this project: pages that stand where an article should be.

They ask to prove that one is human, to allow scripts, cookies or advertisements, to pay, to log in, to
come back later. Those of the test split were written after the patterns in `darnel.language` and are in
neither the patterns nor the fit; that the patterns missed most of them is why walls are also learned.
"""

from __future__ import annotations

from training.corpora import Part

WALLS: dict[Part, tuple[str, ...]] = {
    "fit": (
        "Please verify that you are a human\n\nWe have noticed an unusual number of requests from your "
        "network. Tick the box below to go on to the page.\n\nReference ID: 8f2c-19",
        "One moment, please\n\nWe are checking your browser before you reach the site. This takes about "
        "five seconds. You will be sent on automatically.",
        "Security check\n\nThis question is for testing whether you are a person and to prevent automated "
        "submissions. Type the characters that you see in the picture. Solve the captcha to continue.",
        "Pardon the interruption\n\nSomething about the way you browse made us think you may be a bot. "
        "Perhaps you are moving through the site with super-human speed, or a plugin is stopping JavaScript "
        "from running. Once you have completed the puzzle below you will regain access.",
        "403 Forbidden\n\nThe request was blocked by the security service that protects this site from "
        "online attacks. Several actions could trigger this block, including submitting a certain word or "
        "malformed data.",
        "Attention required\n\nPlease complete the security check to access this site. Why do I have to do "
        "this? It proves that you are a human and gives you temporary access to the site.",
        "Press and hold the button to confirm that you are a person and not a machine.\n\nHaving trouble? "
        "Report the problem. Session number 99182.",
        "JavaScript is disabled in your browser. Please enable JavaScript to use all functions of this "
        "page, or switch to a supported browser. You can find a list of supported browsers in our help centre.",
        "This page needs scripts to run. You have switched them off. Turn on JavaScript in the settings and "
        "load the page again.",
        "You need to enable JavaScript to run this app.",
        "We value your privacy\n\nWe and our 742 partners store and read information on your device, such "
        "as cookies, and process personal data, such as identifiers, for personalised advertising, "
        "measurement and the development of products. You can accept all, refuse all or manage your "
        "choices. Your choice applies to this site only and you can change it at any time.\n\nAccept "
        "all\n\nManage options",
        "This website uses cookies to make your visit better. Some are needed for the site to work; others "
        "help us to see how it is used. Do you agree?\n\nAccept cookies\n\nReject cookies\n\nCookie settings",
        "Cookies on our site\n\nWe use strictly necessary cookies to make this site work. We would also "
        "like to set analytics cookies that help us improve it. We will not set these unless you turn them "
        "on. Read our cookie policy to find out more.",
        "Your consent\n\nTo show you this page for free we need your consent to personalised "
        "advertisements. Alternatively you can take out the pure subscription without tracking for 4.99 a "
        "month. With your consent we and third parties process data about your device and your use of the "
        "site. You may withdraw your consent at any time with effect for the future by way of the privacy "
        "centre at the foot of each page.",
        "Subscribe to continue reading\n\nYou have reached your limit of free articles. Get unlimited "
        "access for one dollar a week. Cancel at any time.\n\nAlready a subscriber? Log in",
        "This article is for subscribers only\n\nTo read it and everything else that we publish, choose one "
        "of our plans. The first month costs nothing.\n\nMonthly plan 9.90\n\nYearly plan 99\n\nI already "
        "have a subscription: sign in",
        "You've read three of three free stories this month. Join today and never miss a story. Members get "
        "the site, the app and the weekend paper. Log in if you are a member.",
        "Premium content\n\nThis content is reserved for our members. Please log in or become a member to "
        "unlock the full article.\n\nForgot your password?",
        "Log in to your account\n\nE-mail address\n\nPassword\n\nKeep me signed in\n\nForgotten your "
        "password? New here? Register now to read this article and many more.",
        "Thank you for reading! On your next view you will be asked to log in to your subscriber account or "
        "create an account and subscribe. If you have a print subscription, activate your digital access "
        "with your account number. Need help? Call our circulation desk between eight and four.",
        "Ad blocker detected! Please add us to your white list. We show only a few harmless advertisements, "
        "which pay our reporters. Thank you for your understanding.",
        "451: Unavailable for legal reasons\n\nWe recognise that you are attempting to reach this website "
        "from a country in the European Economic Area, which enforces the General Data Protection "
        "Regulation, and so access cannot be granted at this time.",
        "This content is not available in your region\n\nOwing to rights agreements we cannot show this "
        "page in the country where you are. If you use a virtual private network, turn it off and try again.",
        "Are you over 18?\n\nThis site contains material that is meant for adults. By entering you confirm "
        "that you are of legal age where you live.\n\nEnter\n\nLeave",
        "Too many requests\n\nYou have sent too many requests in a short time. Please wait a few minutes "
        "and try again. If the problem goes on, contact our support and mention the code 429.",
        "Sorry, we could not load this story. Please check your connection, switch off extensions that may "
        "interfere and refresh the page.",
    ),
    "tune": (
        "Access denied\n\nYou do not have permission to view this page on this server. Your IP address has "
        "been blocked. If you believe this is a mistake, write to the site owner and quote the incident "
        "number 4471-ab.",
        "Your browser is out of date\n\nThis site does not work with the version that you are using. Please "
        "update your browser or install another one to view this page.",
        "Before you go on to our pages\n\nWe use cookies and data to deliver and maintain our services, "
        "track outages and protect against spam, fraud and abuse. If you choose to accept all, we will also "
        "use cookies and data to measure advertising.\n\nReject all\n\nMore options",
        "To keep reading, create a free account or sign in.\n\nAn account lets you save stories, follow "
        "writers and get our morning letter. It takes less than a minute.",
        "It looks like you are using an ad blocker\n\nAdvertising lets us keep this site free. Please "
        "switch your ad blocker off for this page and reload it, or support us with a subscription.",
        "Page not found\n\nThe page that you were looking for does not exist or has been moved. Check the "
        "address for typing errors or go back to the home page. You can also use the search box above.",
    ),
    "test": (
        "Are you real?\n\nOur systems have picked up activity from your computer that looks automated. To "
        "protect our readers we ask everyone now and then to slide the arrow to the right. If you keep "
        "seeing this message, switch off your VPN, clear your cookies and allow scripts from this "
        "domain.\n\nIncident 3312",
        "Hold on while we make sure the connection is secure. example.com needs to review the security of "
        "your connection before proceeding.\n\nRay 77af01",
        "Continue in the app\n\nThis story can only be opened in our app. Scan the code with your phone, or "
        "download the app from your store and log in with the same e-mail address that you use here.",
        "Your free trial has ended\n\nWe hope that you enjoyed your month with us. Pick a plan below to go "
        "on reading our reporting, crosswords and recipes. Basic: 5 a month. Complete: 9 a month, with the "
        "printed weekend edition. Students pay half. You can leave at any time in your account "
        "settings.\n\nContinue to payment\n\nNot now",
        "This is a subscriber exclusive\n\nYou are reading a preview. Sign up for the price of a cup of "
        "coffee a week and read on. Subscribers get the evening edition at six, two extra puzzles and "
        "discounts at forty shops in the city. Questions? Our service desk is open from Monday to Saturday.",
        "How we use your data\n\nWith your permission we and the companies that we work with keep small "
        "files on your phone or computer in order to recognise you, to count visits and to pick the "
        "advertisements that you see. Under settings you find a list of the companies, 311 at present, and "
        "can say no to each. If you say no to everything you will still see advertisements, but they will "
        "have less to do with you. We ask again after six months.\n\nAgree and "
        "close\n\nSettings\n\nContinue without agreeing",
        "Privacy notice\n\nThis site and its vendors use tracking technologies, including cookies and "
        "pixels, to operate the site, to analyse traffic and for targeted advertising as described in our "
        "privacy policy. By clicking OK you consent to this use. To opt out of sales of personal "
        "information click Do Not Sell.\n\nOK\n\nDo not sell my personal information",
        "Oops! That page can't be found.\n\nIt looks like nothing was found at this location. Maybe try one "
        "of the links below or a search?",
        "Service temporarily unavailable\n\nThe server is unable to serve your request at the moment owing "
        "to maintenance downtime or capacity problems. Please try again later.",
        "Error establishing a database connection",
        "This account has been suspended. Contact your hosting provider for more information.",
        "Help us stay free\n\nYou seem to be blocking advertisements. We understand, but they are what pays "
        "our newsroom. Allow advertisements on this site in your blocker's menu, then press the button "
        "below.\n\nI have allowed them\n\nPay instead",
        "Please update your settings\n\nTo see this embedded content you must accept functional cookies. We "
        "can't tell you what the provider will do with your data. Your choice is kept for thirty "
        "days.\n\nAccept once\n\nAccept always",
        "Register to read\n\nGood journalism takes time. Registering takes a minute and is free. We use "
        "your details to make our emails more useful; you can unsubscribe with one click.\n\nContinue with "
        "e-mail\n\nContinue with your social account\n\nI'm already registered",
        "You have used up your complimentary views for this month. To go on, log in or buy a day pass.",
        "Confirm your e-mail\n\nWe have sent a link to the address that you gave. Follow it within an hour "
        "to open the article that you wanted. Nothing there? Look in the spam folder or ask for another one.",
        "For technical reasons this page cannot be shown with cookies turned off. Please allow cookies in "
        "your browser and then go back and follow the link once more.",
        "Age check\n\nThe law obliges us to ask for your date of birth before we show you this page. We do "
        "not store it.\n\nDay\n\nMonth\n\nYear\n\nSubmit",
        "Choose how you want to read us\n\nWith advertising: read for nothing and allow us and our partners "
        "to set cookies for tracking and profiling. Without advertising: pay 3.90 a month and see no "
        "banners and no tracking. You can cancel every month. Details on what we process are in the privacy "
        "statement and in the imprint. If you already pay, sign in here. Children under sixteen need a "
        "parent's permission to agree. You can change your mind at the foot of any page under the heading "
        "privacy manager, where you will also find the list of third parties and the purposes for which "
        "each of them processes data.\n\nAgree and continue\n\nTake out a plan",
    ),
}  # fmt: skip
