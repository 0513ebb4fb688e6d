package assistant

import (
	"regexp"
	"strings"
	"unicode"
)

// This file keeps people from being identified, and their age, feelings and health
// from being stated as fact. Both go by the words alone; a name that stands alone
// and is no well-known one can't be told from a brand.

// someone is how people call the person in a picture, in lower case.
const someone = `(?:man|woman|person|guy|lady|girl|boy|child|kid|baby|people|men|women|children|actor|actress|singer|player|footballer|politician|president|king|queen|celebrity|face|student|teacher|doctor|someone|somebody|anyone|anybody|individual)`

// relative are people whom the one who asks knows; a picture doesn't show that.
const relative = `(?:mother|father|mom|mum|dad|parents?|brother|sister|son|daughter|wife|husband|partner|boyfriend|girlfriend|friends?|uncle|aunt|cousin|grandmother|grandfather|grandma|grandpa|boss|neighbou?r|colleague|teacher|roommate|flatmate)`

// asksWho are questions that ask who a person is, as plainly gives them.
var asksWho = regexp.MustCompile(strings.Join([]string{
	`^who(?:'s|'re| is| are| was| were| am| might| could| do| can| this| that| it| he| she| they| these| those| the)\b`, `^whom?$`, `^whose (?:face|voice|photo|picture|portrait)\b`,
	`\b(?:tell me|know|say|see|guess|identify|recogni[sz]e|idea|wonder|sure|find out) who\b`,
	`\b(?:his|her|their|` + someone + `'s) (?:first |last |full |real )?names?\b`,
	`\bnames? (?:of )?(?:is )?(?:the |this |that |these |those |each )?(?:[a-z]+ )?` + someone + `\b`,
	`\bwhat (?:is|are) (?:he|she|they|this ` + someone + `|the ` + someone + `) called\b`,
	`\b(?:recogni[sz]e|identify|know) (?:him|her|them|me|(?:the |this |that |these |those |any |a )?(?:[a-z]+ )?` + someone + `)\b`,
	`\b(?:what|which) (?:famous |well-known )?(?:person|actor|actress|singer|player|footballer|politician|president|king|queen|celebrity|star) (?:is|are|was)\b`,
	`^(?:is|are|was|does|do) (?:this|that|it|he|she|they|the [a-z]+) (?:really |look like |looks like )?(?:my|our|your|his|her) ` + relative + `\b`,
	`^(?:is|are) (?:my|our|his|her) ` + relative + `\b`,
	`\b` + wellKnown + `\b`,
}, "|"))

// wellKnown are names that people try, as they may come from a keyboard without
// capitals or from speech.
const wellKnown = `(?:obama|biden|trump|clinton|merkel|scholz|macron|putin|zelensky+|xi jinping|netanyahu|modi|messi|ronaldo|beckham|federer|einstein|elon musk|zuckerberg|bill gates|steve jobs|taylor swift|beyonc[eé]|madonna|rihanna|michael jackson|elvis|brad pitt|angelina jolie|tom cruise|tom hanks|emma watson|king charles|queen elizabeth|prince william|prince harry|gandhi|mandela|hitler|stalin|lenin)`

// aboutName is a question whether someone is a person with a name. The name's
// capital is all there is to go by.
var aboutName = regexp.MustCompile(`^(?i:(?:hey |so |and |please )*(?:is|are|was|does|could|might|isn't) (this|that|it|he|she|they)(?: (?:really|actually|perhaps|be|not|look like|looks like))*) (\p{Lu}[\p{L}'’.-]+)((?: \p{L}[\p{L}'’.-]*)*)`)

// notNames are words with a capital that are no names of people.
var notNames = set("English German French Spanish Italian Chinese Japanese Russian Arabic Turkish Polish Dutch Hindi Latin Greek " +
	"American British European African Asian Indian " +
	"Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September " +
	"October November December Christmas Easter Halloween God Internet Bluetooth Braille " +
	"Coca Coca-Cola Coke Pepsi Nutella Heinz Google Apple Samsung Sony Microsoft Windows Linux Android Nokia Lego LEGO Ikea " +
	"Paris London Berlin Rome Vienna Madrid Tokyo Beijing Moscow Europe Asia Africa America Germany France England Italy Spain China Japan India " +
	"Facebook Instagram YouTube WhatsApp Netflix Amazon Euro Dollar Wi-Fi")

// identifies says whether a question asks who a person is. p is q as plainly gives it.
func identifies(q, p string) bool {
	if asksWho.MatchString(p) {
		return true
	}
	m := aboutName.FindStringSubmatch(q)
	if m == nil || notNames[m[2]] || acronym(m[2]) {
		return false
	}
	if pronoun := strings.ToLower(m[1]); pronoun == "he" || pronoun == "she" || pronoun == "they" {
		return true
	}
	// "Is this Heinz ketchup?" goes on with a thing, "Is this Tom Hanks?" with a name.
	for w := range strings.FieldsSeq(m[3]) {
		if !unicode.IsUpper([]rune(w)[0]) && w != "in" && w != "on" && w != "or" && w != "here" && w != "there" {
			return false
		}
	}
	return true
}

// acronym says whether a word has no lower-case letter: "USB", "TV".
func acronym(w string) bool { return w == strings.ToUpper(w) }

// traits are words for age, feelings and health.
const traits = `(?:years? old|year-old|years of age|aged?|elderly|middle-aged|teenaged?|teenagers?|toddlers?|adolescents?|in (?:his|her|their) (?:early |mid |mid-|late )?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|\d0s)|happy|happily|happiness|sad|sadly|angry|angrily|upset|afraid|scared|frightened|anxious|nervous|worried|excited|bored|tired|exhausted|depressed|lonely|proud|jealous|ashamed|surprised|shocked|confused|relaxed|in love|enjoying|joyful|cheerful|annoyed|frustrated|disappointed|stressed|sick|ill|unwell|healthy|unhealthy|injured|hurt|in pain|pregnant|disabled|blind|deaf|drunk|dying|dead|anorexic|overweight|obese|mood|feeling|feels)`

// person is how a model calls people.
const person = `(?:he|she|they|his|her|their|him|them|man|men|woman|women|person|people|guy|guys|lady|ladies|gentleman|gentlemen|girl|girls|boy|boys|child|children|kid|kids|baby|babies|adult|adults|couple|family|someone|player|players|face|faces|teenagers?|toddlers?)`

var (
	aPerson = regexp.MustCompile(`(?i)\b` + person + `\b`)
	aTrait  = regexp.MustCompile(`(?i)\b` + traits + `\b`)
	// Old and young count only where they belong to a person, not to a house.
	anAge = regexp.MustCompile(`(?i)\b(?:young|old)(?:er)?,? (?:[a-z-]+ ){0,2}` + person + `\b|\b` + person + ` (?:is|are|looks?|seems?|appears?)(?: to be)?(?: very| quite| rather)? (?:young|old)`)
)

// statesTrait says whether a sentence of the model states the age, the feelings or
// the health of a person. "An old house" has no person in it.
func statesTrait(s string) bool {
	return aTrait.MatchString(s) && aPerson.MatchString(s) || anAge.MatchString(s)
}

// Names in what a model writes: after a title, after "named", as two words with
// capitals of which a person's deed is told, or after "This is", "The man is" and "There is".
var (
	fullName = `\p{Lu}[\p{Ll}'’-]+(?: (?:\p{Lu}\.|de|van|von|bin|al|der|da))*(?: \p{Lu}[\p{Ll}'’-]+)+`
	titled   = regexp.MustCompile(`\b(?i:president|prime minister|chancellor|senator|governor|queen|king|prince|princess|pope|actor|actress|singer|rapper|politician|celebrity|footballer|musician|comedian|businessman|billionaire|athlete|scientist|mr\.?|mrs\.?|ms\.?|dr\.?) (\p{Lu}[\p{Ll}'’-]{2,})`)
	named    = regexp.MustCompile(`\b(?:(?i:named|name is|known as|identified as|he is|she is|he's|she's)) (\p{Lu}[\p{Ll}'’-]{2,})`)
	thisIs   = regexp.MustCompile(`^(?i:this|that|it|he|she) (?i:is|was|appears to be|looks like|seems to be|may be|might be|could be) (?i:an? (?:picture|photo|image|portrait|painting) of )?(` + fullName + `)`)
	// A person, and then who it is: "The man on the left is Barack Obama."
	whoIs   = regexp.MustCompile(`(?i:\b` + person + `\b)[^.!?;]*? (?i:is|are|was|were|be|like) (?:(?i:likely|probably|possibly|perhaps|actually|clearly) )?(` + fullName + `)`)
	thereIs = regexp.MustCompile(`^(?i:there is|there's|there are|here is|i see|i can see|i think it's|we see) (` + fullName + `)`)
	doing   = regexp.MustCompile(`(` + fullName + `),? (?:is|was|are|stands|sits|smiles|wears|holds|speaks|walks|waves|looks|and|in|at|with|wearing|standing|sitting|smiling|holding|speaking|walking|waving|looking|giving|delivering|posing|shaking)\b`)
)

// places are words that make a name with capitals one of a place or a thing.
var places = set("The A An In On At There This That New North South East West San Los Saint St Mount Lake River Park Street Road Avenue " +
	"Square Bridge Tower Church Cathedral Castle Palace Museum City Town Building House Hall Station Airport University School " +
	"College Hospital Hotel Island Beach Bay Sea Ocean Valley Canyon Garden Gardens Center Centre Eiffel Golden Gate Liberty " +
	"Statue United States Kingdom Great Big Ben Wall Times Coca Cola Co Company Inc Airlines Bank Restaurant Cafe Store Shop Market " +
	"Christmas Tree Windows Google Microsoft Apple Monday Tuesday Wednesday Thursday Friday Saturday Sunday German Shepherd " +
	"Golden Retriever Border Collie French Bulldog Guinea Persian Siamese Bengal Stop No Yes")

// namesPerson says whether a sentence of the model says who someone is.
func namesPerson(s string) bool {
	for _, m := range titled.FindAllStringSubmatch(s, -1) {
		if !places[m[1]] && !notNames[m[1]] {
			return true
		}
	}
	for _, m := range named.FindAllStringSubmatch(s, -1) {
		if !notNames[m[1]] && aPerson.MatchString(s) {
			return true
		}
	}
	for _, how := range []*regexp.Regexp{thisIs, whoIs, thereIs} {
		if m := how.FindStringSubmatch(s); m != nil && !ofPlace(m[1]) {
			return true
		}
	}
	for _, m := range doing.FindAllStringSubmatch(s, -1) {
		if !ofPlace(m[1]) {
			return true
		}
	}
	return false
}

func ofPlace(name string) bool {
	for w := range strings.FieldsSeq(name) {
		if places[w] || notNames[w] {
			return true
		}
	}
	return false
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
